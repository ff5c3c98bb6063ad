-- After a truncation of recipients: the next messages that had one, and where to go on.
-- $1 integer: how many at most
--! not-null: key, message_id
SELECT m.id::text AS key, m.message_id
FROM bluetick.truncated_recipients t
JOIN public.broadcasts_messages m ON m.id > t.done_key AND m.id <= t.last_key
WHERE m.counted_in <> ''
ORDER BY m.id
LIMIT $1::integer
