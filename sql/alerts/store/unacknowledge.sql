-- Ends an acknowledgement of an episode that is not over. A row comes back for the one who ended it.
-- $1 episode, $2 time (ms), $3 whose; NULL: anybody's
--! not-null: acknowledged_by
WITH before AS (
  SELECT id, acknowledged_by FROM bluetick.alert_episodes
  WHERE id = $1::text AND ended_at IS NULL AND acknowledged_by IS NOT NULL AND ($3::text IS NULL OR acknowledged_by = $3::text)
  FOR UPDATE
)
UPDATE bluetick.alert_episodes e
SET acknowledged_by = NULL, acknowledged_at = NULL, acknowledged_until = NULL,
    unacknowledged_at = to_timestamp($2::float8 / 1000)
FROM before b
WHERE e.id = b.id
RETURNING b.acknowledged_by
