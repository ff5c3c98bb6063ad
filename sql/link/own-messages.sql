-- Messages of ours, as they are to be written back.
-- $1 text[]: keys
--! not-null: ids
SELECT m.id::text AS key, m.message_id, m.message_id || coalesce(m.aliases, '{}') AS ids, m.phone_number, m.status, m.created_at
FROM public.broadcasts_messages m WHERE m.id = ANY ($1::text[]::bigint[])
