-- The next messages in key order.
-- $1 bigint: the last key of the page before, or 0; $2 integer: how many
SELECT m.id FROM public.broadcasts_messages m WHERE m.id > $1::bigint ORDER BY m.id LIMIT $2::integer
