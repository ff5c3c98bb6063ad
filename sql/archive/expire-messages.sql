-- Deletes some of the messages that are older than a time and were not heard of since; what a batch works on just now
-- is left for the next turn. Recipients and counters stay as they are.
-- $1 timestamptz: the time, $2 integer: how many at most
DELETE FROM public.broadcasts_messages
WHERE id IN (
  SELECT m.id FROM public.broadcasts_messages m
  WHERE m.created_at < $1::timestamptz AND (m.updated_at IS NULL OR m.updated_at < $1::timestamptz)
  ORDER BY m.created_at LIMIT $2::integer FOR UPDATE SKIP LOCKED)
