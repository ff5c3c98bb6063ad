-- One message by any of its ids, with the campaigns it belongs to. A message of which nobody reported is known by
-- its recipients alone: then message_id is NULL and campaigns is not.
-- $1 text: id
SELECT m.message_id, m.aliases, m.phone_number, m.status, m.inferred_kinds, m.stand_in_kinds, m.failures, m.pricing,
       m.campaign_name, m.replied_at, m.reply_type, m.reply_named, m.created_at, m.updated_at,
       (SELECT json_agg(json_build_object('campaign_id', r.campaign_id, 'campaign_name', c.name,
                                          'recipient_id', r.id::text, 'reference', r.reference) ORDER BY r.id)
        FROM public.campaign_recipients r JOIN public.marketing_campaigns c ON c.id = r.campaign_id
        WHERE r.whatsapp_message_id = ANY (CASE WHEN m.id IS NULL THEN ARRAY[$1::text] ELSE m.message_id || coalesce(m.aliases, '{}') END)
       ) AS campaigns
FROM (SELECT $1::text AS id) asked
LEFT JOIN bluetick.message_ids i ON i.id = asked.id
LEFT JOIN public.broadcasts_messages m ON m.id = i.message
