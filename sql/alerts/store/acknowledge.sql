-- Somebody takes an episode on, unless it is over. The first stays, until it gets worse; how soon the first came is kept.
-- $1 episode, $2 author, $3 note, $4 time (ms)
--! not-null: acknowledged_by
UPDATE bluetick.alert_episodes
SET acknowledged_by = coalesce(acknowledged_by, $2::text), note = coalesce(note, $3::text),
    acknowledged_at = coalesce(acknowledged_at, to_timestamp($4::float8 / 1000)),
    first_acknowledged_at = coalesce(first_acknowledged_at, to_timestamp($4::float8 / 1000))
WHERE id = $1::text AND ended_at IS NULL
RETURNING rule, acknowledged_by
