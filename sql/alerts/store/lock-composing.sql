-- Whether this transaction may compose mails: one replica at a time. The lock ends with the transaction.
-- $1 integer: the key
--! not-null: won
SELECT pg_try_advisory_xact_lock($1::integer, hashtext('bluetick.alert_mails')) AS won
