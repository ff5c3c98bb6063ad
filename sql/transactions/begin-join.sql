-- Opens the transaction that joins external rows, alone: see begin-batch.
BEGIN ISOLATION LEVEL READ COMMITTED;
SET LOCAL bluetick.writer = 'yes';
SET LOCAL idle_in_transaction_session_timeout = '10s';
SET LOCAL statement_timeout = '30s';
SELECT pg_advisory_xact_lock(1651275109, hashtext('bluetick.message_ids'))
