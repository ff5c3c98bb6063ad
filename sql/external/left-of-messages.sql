-- Which of these messages' recipients somebody took away, where that waits to be joined in: none is made for them in the meantime.
-- $1 text[]: their ids, $2 bigint[]: their keys
--! not-null: id
SELECT l.message_id AS id FROM bluetick.left_recipients l WHERE l.message_id = ANY ($1::text[])
UNION
SELECT m.message_id
FROM public.broadcasts_messages m JOIN bluetick.truncated_recipients t ON m.id > t.done_key AND m.id <= t.last_key
WHERE m.id = ANY ($2::bigint[])
