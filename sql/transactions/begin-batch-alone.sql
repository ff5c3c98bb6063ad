-- Opens the transaction of a batch that lost its new ids to others again and again: as begin-batch, but alone.
BEGIN ISOLATION LEVEL READ COMMITTED;
SET LOCAL enable_seqscan = off;
SET LOCAL bluetick.writer = 'yes';
SET LOCAL idle_in_transaction_session_timeout = '10s';
SET LOCAL statement_timeout = '30s';
SELECT pg_advisory_xact_lock(1651275109, hashtext('bluetick.message_ids'))
