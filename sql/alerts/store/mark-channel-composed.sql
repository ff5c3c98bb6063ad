-- Signals that channels were given.
-- $1 bigint[]: ids
UPDATE bluetick.alert_signals SET channel_composed = true WHERE id = ANY ($1::bigint[])
