-- Deletes some of the rejects that are older than a time; what somebody works on just now is left for the next turn.
-- $1 timestamptz: the time, $2 integer: how many at most
DELETE FROM bluetick.webhook_rejects
WHERE id IN (
  SELECT r.id FROM bluetick.webhook_rejects r WHERE r.received_at < $1::timestamptz
  ORDER BY r.received_at LIMIT $2::integer FOR UPDATE SKIP LOCKED)
