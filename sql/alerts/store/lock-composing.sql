-- Whether this transaction may compose mails: one replica at a time. The lock ends with the transaction.
-- $1 bigint: the key
SELECT pg_try_advisory_xact_lock($1::bigint) AS won
