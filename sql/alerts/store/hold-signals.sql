-- Nobody is notified of some signals before a time.
-- $1 bigint[]: ids, $2 time (ms)
UPDATE bluetick.alert_signals SET held_until = to_timestamp($2::float8 / 1000)
WHERE id = ANY ($1::bigint[]) AND held_until IS NULL
