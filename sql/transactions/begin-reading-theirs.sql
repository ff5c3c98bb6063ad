-- Opens the transaction of a look into others' tables: their locks are waited for a second at most.
BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY;
SET LOCAL lock_timeout = '1s'
