-- Ends the acknowledgement of episodes that got much worse since.
-- $1 text[]: episodes
UPDATE bluetick.alert_episodes SET acknowledged_by = NULL, acknowledged_at = NULL WHERE id = ANY ($1::text[])
