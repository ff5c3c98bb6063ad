-- Sums the days that begin in a range anew, from the quarter-hours.
-- $1 timestamptz: from, $2 timestamptz: to (exclusive)
INSERT INTO bluetick.message_rollup_days SELECT * FROM bluetick.days_of($1::timestamptz, $2::timestamptz)
