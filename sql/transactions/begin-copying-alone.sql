-- As begin-copying, but alone: recipients without a message are joined by what nobody can claim.
BEGIN ISOLATION LEVEL READ COMMITTED;
SET LOCAL bluetick.writer = 'yes';
SET LOCAL bluetick.copying = 'yes';
SET LOCAL idle_in_transaction_session_timeout = '10s';
SET LOCAL statement_timeout = '30s';
SELECT pg_advisory_xact_lock(1651275109, hashtext('bluetick.message_ids'))
