-- Notes that the next list is notified of an episode that nobody acknowledged. A row comes back for the one replica that is first.
-- $1 episode, $2 integer: the list, from 1, $3 time (ms)
UPDATE bluetick.alert_episodes SET escalation = $2::integer, escalated_at = to_timestamp($3::float8 / 1000)
WHERE id = $1::text AND ended_at IS NULL AND acknowledged_by IS NULL AND escalation = $2::integer - 1
RETURNING id
