-- Begins a statement of a page: the server itself ends it when it takes too long. A driver that only stops waiting would
-- leave it running, and each live update of an open page would add another.
--
-- A page reads by keys, never a table whole: for a week of rollups among months of them the planner would rather do that, with
-- processes of its own beside.
BEGIN ISOLATION LEVEL READ COMMITTED;
SET LOCAL statement_timeout = '2s';
SET LOCAL enable_seqscan = off
