-- Takes the old list away, in the transaction that makes the new one.
-- $1 integer: days
DELETE FROM engaged_phones WHERE window_days = $1::integer
