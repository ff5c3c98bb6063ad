-- An id of each of some messages that are still there, by key.
-- $1 bigint[]: keys
SELECT m.message_id FROM public.broadcasts_messages m WHERE m.id = ANY ($1::bigint[])
