-- What is known of recipients that others wrote, before they are locked: their message, and the messages of twins that
-- a webhook made for the same number.
-- $1 text[]: keys
--! not-null: key
SELECT k.id::text AS key, nullif(r.whatsapp_message_id, '') AS whatsapp_message_id,
       (SELECT array_agg(t.whatsapp_message_id) FROM public.campaign_recipients t
        WHERE nullif(r.whatsapp_message_id, '') IS NULL AND t.campaign_id = r.campaign_id AND t.from_webhook
          AND t.phone_number IN (r.phone_number, '+' || r.phone_number, ltrim(r.phone_number, '+'))) AS twins
FROM jsonb_populate_recordset(NULL::public.campaign_recipients,
                              (SELECT jsonb_agg(jsonb_build_object('id', key)) FROM unnest($1::text[]) AS key)) AS k
JOIN public.campaign_recipients r ON r.id = k.id
