-- Recipients that somebody else inserted or changed and that are not joined in yet, oldest first.
-- $1 integer: how many at most
--! not-null: key
SELECT r.id::text AS key, r.whatsapp_message_id
FROM public.campaign_recipients r
WHERE NOT r.settled
ORDER BY r.created_at
LIMIT $1::integer
