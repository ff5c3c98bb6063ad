-- Signals that are part of a mail now.
-- $1 bigint[]: ids
UPDATE alert_signals SET composed = true WHERE id = ANY ($1::bigint[])
