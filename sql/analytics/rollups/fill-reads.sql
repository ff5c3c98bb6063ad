-- Enters the read times of messages created in a range that are not entered yet.
-- $1 timestamptz: from, $2 timestamptz: to (exclusive)
INSERT INTO bluetick.message_reads (read_at, message)
SELECT bluetick.time_of(m.status ->> 'read'), m.id
FROM public.broadcasts_messages m
WHERE m.created_at >= $1::timestamptz AND m.created_at < $2::timestamptz
  AND bluetick.time_of(m.status ->> 'read') IS NOT NULL
ON CONFLICT DO NOTHING
