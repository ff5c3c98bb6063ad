-- The second channel was tried with a signal.
-- $1 id, $2 time (ms), $3 whether it took it
UPDATE bluetick.alert_signals
SET second_tried_at = to_timestamp($2::float8 / 1000),
    escalated_at = CASE WHEN $3::boolean THEN to_timestamp($2::float8 / 1000) END
WHERE id = $1::bigint
