-- Ends the acknowledgement of episodes that got much worse since.
-- $1 text[]: episodes, $2 time (ms)
UPDATE bluetick.alert_episodes
SET acknowledged_by = NULL, acknowledged_at = NULL, acknowledged_until = NULL,
    unacknowledged_at = to_timestamp($2::float8 / 1000)
WHERE id = ANY ($1::text[]) AND acknowledged_by IS NOT NULL
