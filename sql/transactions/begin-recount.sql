-- Opens the transaction of a recount, which reads a whole campaign and adds a difference: no batch waits for it.
BEGIN ISOLATION LEVEL READ COMMITTED;
SET LOCAL bluetick.writer = 'yes';
SET LOCAL idle_in_transaction_session_timeout = '10s'
