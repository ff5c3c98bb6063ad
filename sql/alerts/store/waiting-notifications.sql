-- Signals that no channel was given yet, oldest first.
-- $1 integer: how many at most, $2 time (ms)
--! not-null: id, held
SELECT s.id::text AS id, s.signal, s.held_until IS NOT NULL AS held
FROM bluetick.alert_signals s
WHERE NOT s.channel_composed AND (s.held_until IS NULL OR s.held_until <= to_timestamp($2::float8 / 1000))
ORDER BY s.id
LIMIT $1::integer
