-- Which window a list of most engaged recipients is of.
-- $1 integer: days
SELECT e.from_at, e.to_at FROM bluetick.engaged_refresh e WHERE e.window_days = $1::integer
