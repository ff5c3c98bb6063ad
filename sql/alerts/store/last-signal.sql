-- What people were notified last of an episode, and how many lists know of it.
-- $1 episode
--! not-null: signal, escalation
SELECT s.signal, e.escalation
FROM bluetick.alert_signals s JOIN bluetick.alert_episodes e ON e.id = s.episode
WHERE s.episode = $1::text
ORDER BY s.id DESC
LIMIT 1
