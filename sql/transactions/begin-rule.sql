-- Begins a question of a rule: it reads only, and is cut off when it takes too long. All of it ends with the
-- transaction, so it is safe behind a transaction pooler.
BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY;
SET LOCAL statement_timeout = '10s';
SET LOCAL lock_timeout = '5s'
