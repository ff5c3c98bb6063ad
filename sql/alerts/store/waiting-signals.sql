-- Signals that are in no mail yet, oldest first. Those of an episode whose last mail is still on its way wait,
-- so that an episode is notified in order; those that are held wait for their time.
-- $1 integer: how many at most, $2 time (ms)
--! not-null: id, held
SELECT s.id::text AS id, s.signal, s.held_until IS NOT NULL AS held
FROM bluetick.alert_signals s
WHERE NOT s.composed AND (s.held_until IS NULL OR s.held_until <= to_timestamp($2::float8 / 1000)) AND NOT EXISTS (
  SELECT FROM bluetick.alert_mails m
  JOIN bluetick.alert_signals earlier ON earlier.id = ANY (m.signals)
  WHERE m.sent_at IS NULL AND m.given_up_at IS NULL AND NOT m.refused AND m.kind <> 'notification'
    AND earlier.episode = s.episode)
ORDER BY s.id
LIMIT $1::integer
