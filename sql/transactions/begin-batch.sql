-- Opens the transaction of a batch of reports, in one round trip.
--
-- Batches share a lock with one another; joins of external rows take it alone. Else a batch that creates a message and a join
-- of its recipient, neither of which can see the other's uncommitted rows, could both find nothing to join.
--
-- A batch always reads by keys. While tables are small or their statistics are old, the planner would rather read
-- them whole, for every batch again.
--
-- Triggers that note what others write see by bluetick.writer that this is Bluetick.
--
-- A batch whose process is gone, or whose statement hangs, must not hold its locks forever.
BEGIN ISOLATION LEVEL READ COMMITTED;
SET LOCAL enable_seqscan = off;
SET LOCAL bluetick.writer = 'yes';
SET LOCAL idle_in_transaction_session_timeout = '10s';
SET LOCAL statement_timeout = '30s';
SELECT pg_advisory_xact_lock_shared(1651275109, hashtext('bluetick.message_ids'))
