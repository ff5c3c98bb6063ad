-- What is known of recipients that others wrote, before they are locked: their message, their number as written and as meant, and where
-- national numbers of their campaign are from; where their campaign is provisional, its name.
-- $1 text[]: keys
--! not-null: key, campaign_id
SELECT r.id::text AS key, nullif(r.whatsapp_message_id, '') AS whatsapp_message_id, r.campaign_id, r.phone_number, r.meant_phone, s.country,
       (SELECT c.name FROM public.marketing_campaigns c WHERE c.id = r.campaign_id AND c.source = 'webhook') AS campaign_name
FROM jsonb_populate_recordset(NULL::public.campaign_recipients,
                              (SELECT jsonb_agg(jsonb_build_object('id', key)) FROM unnest($1::text[]) AS key)) AS k
JOIN public.campaign_recipients r ON r.id = k.id
LEFT JOIN bluetick.campaign_settings s ON s.campaign_id = r.campaign_id
