-- Opens a transaction; READ COMMITTED whatever the server's default, because the locking relies on it.
BEGIN ISOLATION LEVEL READ COMMITTED
