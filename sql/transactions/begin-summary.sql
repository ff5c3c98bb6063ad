-- Begins a question of a summary, which looks at up to a month: it reads only, and is cut off when it takes too long.
BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY;
SET LOCAL statement_timeout = '60s';
SET LOCAL lock_timeout = '5s'
