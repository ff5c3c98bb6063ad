-- Replicas that start at once migrate one after the other; the lock ends with the transaction.
-- $1 bigint: the key they share
SELECT pg_advisory_xact_lock($1::bigint)
