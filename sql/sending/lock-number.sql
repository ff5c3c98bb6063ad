-- Locks the row of a sending number: who claims or stops, in whatever replica, comes one after the other.
-- $1 text: sender
SELECT n.tokens, n.filled_at, n.per_second, n.changed_at, n.slowed_at, n.opened_at, n.open_code, n.open_reason, n.probe_at, n.probe,
       n.streak_code, n.streak, n.watched_at
FROM bluetick.sending_numbers n
WHERE n.sender = $1::text
FOR UPDATE
