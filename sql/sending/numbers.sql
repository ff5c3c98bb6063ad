-- The sending numbers and how they stand.
SELECT n.sender, n.tokens, n.filled_at, n.per_second, n.changed_at, n.slowed_at, n.opened_at, n.open_code, n.open_reason, n.probe_at,
       n.probe, n.streak_code, n.streak, n.watched_at
FROM bluetick.sending_numbers n
ORDER BY n.sender
