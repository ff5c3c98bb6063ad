-- The messages of a phone number, newest first, with the campaigns they belong to. `+ 0` keeps the planner on the index of
-- phone numbers.
-- $1 text[]: the number as it may be written, $2 bigint: the last key of the page before (NULL: first), $3 integer
--! not-null: key
SELECT m.id::text AS key, m.message_id, m.aliases, m.phone_number, m.status, m.inferred_kinds, m.stand_in_kinds,
       m.failures, m.pricing, m.campaign_name, m.replied_at, m.reply_type, m.reply_named, m.created_at, m.updated_at,
       (SELECT json_agg(json_build_object('campaign_id', r.campaign_id, 'campaign_name', c.name,
                                          'recipient_id', r.id::text, 'reference', r.reference) ORDER BY r.id)
        FROM public.campaign_recipients r JOIN public.marketing_campaigns c ON c.id = r.campaign_id
        WHERE r.whatsapp_message_id = ANY (m.message_id || coalesce(m.aliases, '{}'))
       ) AS campaigns
FROM public.broadcasts_messages m
WHERE m.phone_number = ANY ($1::text[]) AND ($2::bigint IS NULL OR m.id < $2)
ORDER BY m.id + 0 DESC
LIMIT $3::integer
