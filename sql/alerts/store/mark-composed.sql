-- Signals that are part of a mail now.
-- $1 bigint[]: ids
UPDATE bluetick.alert_signals SET composed = true WHERE id = ANY ($1::bigint[])
