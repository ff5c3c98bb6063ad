-- Takes the old list away, in the transaction that makes the new one.
-- $1 integer: days
DELETE FROM bluetick.engaged_phones WHERE window_days = $1::integer
