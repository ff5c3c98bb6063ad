-- Begins or ends noting what is written to our tables.
-- $1 boolean
SELECT bluetick.follow_own_changes($1::boolean)
