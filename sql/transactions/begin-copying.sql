-- Opens the transaction that takes in recipients of linked tables with their messages, beside batches: each claims or locks its message,
-- so a batch with the same message comes before or after it. Our own triggers pass over what it writes: what differs from
-- theirs it notes by itself.
BEGIN ISOLATION LEVEL READ COMMITTED;
SET LOCAL enable_seqscan = off;
SET LOCAL bluetick.writer = 'yes';
SET LOCAL bluetick.copying = 'yes';
SET LOCAL idle_in_transaction_session_timeout = '10s';
SET LOCAL statement_timeout = '30s';
SELECT pg_advisory_xact_lock_shared(1651275109, hashtext('bluetick.message_ids'))
