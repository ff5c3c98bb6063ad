-- Ends a silence before its time.
-- $1 id, $2 author, $3 time (ms)
UPDATE bluetick.alert_silences
SET ends_at = greatest(to_timestamp($3::float8 / 1000), starts_at + interval '1 millisecond'), ended_by = $2::text
WHERE id = $1::bigint AND ends_at > to_timestamp($3::float8 / 1000)
RETURNING 1 AS ended
