-- Marks where a transaction goes back to when the next statement fails.
SAVEPOINT before_attempt
