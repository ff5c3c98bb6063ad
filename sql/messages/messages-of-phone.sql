-- The messages of a phone number, newest first. `+ 0` keeps the planner on the index of phone numbers.
-- $1 text[]: the number as it may be written, $2 bigint: the last key of the page before (NULL: first), $3 integer
--! not-null: key
SELECT m.id::text AS key, m.message_id, m.aliases, m.phone_number, m.status, m.inferred_kinds, m.stand_in_kinds,
       m.failures, m.pricing, m.campaign_name, m.created_at, m.updated_at, NULL::json AS campaigns
FROM public.broadcasts_messages m
WHERE m.phone_number = ANY ($1::text[]) AND ($2::bigint IS NULL OR m.id < $2)
ORDER BY m.id + 0 DESC
LIMIT $3::integer
