-- How many alert mails or notifications each recipient had in the hour before a time, on their way or sent.
-- $1 time (ms)
--! not-null: mails
SELECT recipient, count(*)::integer AS mails
FROM bluetick.alert_mails
WHERE kind IN ('alert', 'notification') AND given_up_at IS NULL
  AND (sent_at IS NULL OR sent_at > to_timestamp($1::float8 / 1000) - interval '1 hour')
GROUP BY recipient
