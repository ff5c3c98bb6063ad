-- Somebody takes an episode on, unless it is over. The first stays, until it gets worse; how soon the first came is kept.
-- $1 episode, $2 author, $3 note, $4 time (ms), $5 until (ms)
--! not-null: acknowledged_by, fresh
WITH before AS (
  SELECT id, acknowledged_by FROM bluetick.alert_episodes WHERE id = $1::text AND ended_at IS NULL FOR UPDATE
)
UPDATE bluetick.alert_episodes e
SET acknowledged_by = coalesce(b.acknowledged_by, $2::text), note = CASE WHEN b.acknowledged_by IS NULL THEN $3::text ELSE e.note END,
    acknowledged_at = coalesce(e.acknowledged_at, to_timestamp($4::float8 / 1000)),
    acknowledged_until = CASE WHEN b.acknowledged_by IS NULL THEN to_timestamp($5::float8 / 1000) ELSE e.acknowledged_until END,
    first_acknowledged_at = coalesce(e.first_acknowledged_at, to_timestamp($4::float8 / 1000))
FROM before b
WHERE e.id = b.id
RETURNING e.acknowledged_by, b.acknowledged_by IS NULL AS fresh
