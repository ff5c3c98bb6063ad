-- Takes the next notification of a channel that is due, for a while; in order, but for those that the channel refused. One whose
-- last lease ran out without a word may have arrived.
-- $1 time (ms), $2 lease (ms), $3 channel
--! not-null: id, created_ms, maybe_sent
UPDATE bluetick.alert_mails m
SET leased_until = to_timestamp(($1::float8 + $2::float8) / 1000), attempts = m.attempts + 1
FROM (
  SELECT d.id, d.leased_until IS NOT NULL AS abandoned FROM bluetick.alert_mails d
  WHERE d.recipient = $3::text AND d.kind = 'notification' AND d.sent_at IS NULL AND d.given_up_at IS NULL
    AND d.next_attempt_at <= to_timestamp($1::float8 / 1000)
    AND (d.leased_until IS NULL OR d.leased_until <= to_timestamp($1::float8 / 1000))
    AND NOT EXISTS (SELECT FROM bluetick.alert_mails e
                    WHERE e.recipient = d.recipient AND e.id < d.id AND e.sent_at IS NULL AND e.given_up_at IS NULL
                      AND NOT e.refused)
  ORDER BY d.id
  LIMIT 1
  FOR UPDATE SKIP LOCKED) AS due
WHERE m.id = due.id
RETURNING m.id::text AS id, m.mail, m.attempts, extract(epoch FROM m.created_at)::float8 * 1000 AS created_ms,
          m.maybe_sent OR due.abandoned AS maybe_sent
