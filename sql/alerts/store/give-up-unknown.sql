-- Gives up what waits for channels that are no more.
-- $1 text[]: the channels that there are, $2 time (ms)
UPDATE bluetick.alert_mails
SET given_up_at = to_timestamp($2::float8 / 1000), last_error = 'ALERT_CHANNELS names no such channel'
WHERE kind = 'notification' AND sent_at IS NULL AND given_up_at IS NULL AND recipient <> ALL ($1::text[])
RETURNING recipient
