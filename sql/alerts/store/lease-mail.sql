-- Takes the next mail that is due, for a while. A recipient's mails go in order; only one that the server refused
-- does not hold up those behind it.
-- $1 time (ms), $2 lease (ms)
--! not-null: id
UPDATE bluetick.alert_mails m
SET leased_until = to_timestamp(($1::float8 + $2::float8) / 1000), attempts = m.attempts + 1
WHERE m.id = (
  SELECT d.id FROM bluetick.alert_mails d
  WHERE d.sent_at IS NULL AND d.given_up_at IS NULL AND d.kind <> 'notification'
    AND d.next_attempt_at <= to_timestamp($1::float8 / 1000)
    AND (d.leased_until IS NULL OR d.leased_until <= to_timestamp($1::float8 / 1000))
    AND NOT EXISTS (SELECT FROM bluetick.alert_mails e
                    WHERE e.recipient = d.recipient AND e.id < d.id AND e.sent_at IS NULL AND e.given_up_at IS NULL
                      AND NOT e.refused)
  ORDER BY d.id
  LIMIT 1
  FOR UPDATE SKIP LOCKED)
RETURNING m.id::text AS id, m.kind, m.message_id, m.recipient, m.mail, m.attempts
