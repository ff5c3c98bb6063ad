-- A key that all replicas share: the one that was there first.
-- $1 name, $2 value to take where there is none
INSERT INTO bluetick.alert_keys (name, value) VALUES ($1::text, $2::text)
ON CONFLICT (name) DO UPDATE SET value = alert_keys.value
RETURNING value
