-- Every id that messages bear which others inserted or changed.
-- $1 bigint[]: keys
--! not-null: ids
SELECT m.message_id || coalesce(m.aliases, '{}') AS ids FROM public.broadcasts_messages m WHERE m.id = ANY ($1::bigint[])
