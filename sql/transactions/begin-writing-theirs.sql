-- Opens the transaction of a write to others' tables: their locks are waited for a second at most, and our trigger on them sees
-- that it is us. A trigger of theirs that does not end must not hold their rows longer than Bluetick waits for it.
BEGIN ISOLATION LEVEL READ COMMITTED;
SET LOCAL lock_timeout = '1s';
SET LOCAL statement_timeout = '25s';
SET LOCAL bluetick.linking = 'yes'
