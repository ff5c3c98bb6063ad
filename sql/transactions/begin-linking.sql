-- Opens the transaction that links others' tables or ends that: one at a time. Their tables are locked for it, and whoever writes
-- to them waits behind: so it waits for others itself for a second at most.
BEGIN ISOLATION LEVEL READ COMMITTED;
SELECT pg_advisory_xact_lock(1651275109, hashtext('bluetick.links'));
SET LOCAL lock_timeout = '1s'
