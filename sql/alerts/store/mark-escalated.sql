-- A signal was told over the second channel.
-- $1 id, $2 time (ms)
UPDATE bluetick.alert_signals SET escalated_at = to_timestamp($2::float8 / 1000) WHERE id = $1::bigint
