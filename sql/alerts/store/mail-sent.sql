-- The server took the mail.
-- $1 id, $2 time (ms)
UPDATE bluetick.alert_mails SET sent_at = to_timestamp($2::float8 / 1000), leased_until = NULL, last_error = NULL
WHERE id = $1::bigint
