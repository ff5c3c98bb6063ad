-- Sums the messages created in a range anew.
-- $1 timestamptz: from, $2 timestamptz: to (exclusive)
INSERT INTO bluetick.message_rollup SELECT * FROM bluetick.rollup_of($1::timestamptz, $2::timestamptz)
