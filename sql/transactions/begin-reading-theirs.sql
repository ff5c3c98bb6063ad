-- Opens the transaction of a look into others' tables: their locks are waited for a second at most. Types are named without quotes,
-- whatever the database says.
BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY;
SET LOCAL quote_all_identifiers = off;
SET LOCAL lock_timeout = '1s'
