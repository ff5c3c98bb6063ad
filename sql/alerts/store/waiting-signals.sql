-- Signals that are in no mail yet, oldest first. Those of an episode whose last mail is still on its way wait,
-- so that an episode is told in order.
-- $1 integer: how many at most
--! not-null: id
SELECT s.id::text AS id, s.signal
FROM bluetick.alert_signals s
WHERE NOT s.composed AND NOT EXISTS (
  SELECT FROM bluetick.alert_mails m
  JOIN bluetick.alert_signals earlier ON earlier.id = ANY (m.signals)
  WHERE m.sent_at IS NULL AND NOT m.refused AND earlier.episode = s.episode)
ORDER BY s.id
LIMIT $1::integer
