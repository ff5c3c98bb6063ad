-- Opens the transaction of a write to others' tables: their locks are waited for a second at most, and our trigger on them sees
-- that it is us.
BEGIN ISOLATION LEVEL READ COMMITTED;
SET LOCAL lock_timeout = '1s';
SET LOCAL bluetick.linking = 'yes'
