-- What is known of recipients that others wrote, before they are locked: their message; of those without one, the
-- messages to the same number that name the campaign, or whose recipient a webhook made in it; of those that a webhook made, their
-- campaign's name, since that may be provisional.
-- $1 text[]: keys
--! not-null: key
SELECT k.id::text AS key, nullif(r.whatsapp_message_id, '') AS whatsapp_message_id,
       CASE WHEN nullif(r.whatsapp_message_id, '') IS NULL AND r.phone_number IS NOT NULL THEN (
         SELECT array_agg(t.id) FROM (
           SELECT w.whatsapp_message_id AS id FROM public.campaign_recipients w
           WHERE w.campaign_id = r.campaign_id AND w.from_webhook AND w.whatsapp_message_id IS NOT NULL
             AND w.phone_number IN (r.phone_number, '+' || r.phone_number, ltrim(r.phone_number, '+'))
           UNION
           SELECT m.message_id FROM public.broadcasts_messages m JOIN public.marketing_campaigns c ON c.id = r.campaign_id
           WHERE m.phone_number IN (r.phone_number, '+' || r.phone_number)
             -- What the name stands for in the end, campaigns-by-name says.
             AND lower(btrim(regexp_replace(m.campaign_name, '\s+', ' ', 'g'))) = ANY (
               ARRAY[lower(btrim(regexp_replace(c.name, '\s+', ' ', 'g'))), lower(btrim(regexp_replace(c.id, '\s+', ' ', 'g')))]
               || ARRAY(SELECT f.plain_name FROM bluetick.former_campaign_names f WHERE f.campaign_id = c.id))
         ) AS t
       ) END AS twins,
       CASE WHEN r.from_webhook THEN (SELECT c.name FROM public.marketing_campaigns c WHERE c.id = r.campaign_id) END AS campaign_name
FROM jsonb_populate_recordset(NULL::public.campaign_recipients,
                              (SELECT jsonb_agg(jsonb_build_object('id', key)) FROM unnest($1::text[]) AS key)) AS k
JOIN public.campaign_recipients r ON r.id = k.id
