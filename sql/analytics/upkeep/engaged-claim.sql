-- Takes on the making of one list of most engaged recipients that is due. One replica gets it: the others find it
-- locked, or not due any more.
-- $1 integer: days, $2 timestamptz: now, $3 timestamptz: from, $4 timestamptz: when it is due again
INSERT INTO bluetick.engaged_refresh AS e (window_days, from_at, to_at, due_at)
VALUES ($1::integer, $3::timestamptz, $2::timestamptz, $4::timestamptz)
ON CONFLICT (window_days) DO UPDATE
SET from_at = excluded.from_at, to_at = excluded.to_at, due_at = excluded.due_at
WHERE e.due_at <= $2::timestamptz
RETURNING e.window_days
