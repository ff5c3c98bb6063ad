-- Messages that may be those of recipients who are listed by number alone: to the same number, and naming the campaign or of a recipient
-- that a webhook made in it.
-- $1 text[]: campaigns, $2 text[]: for each of them a phone number
--! not-null: message_id
SELECT DISTINCT t.message_id
FROM unnest($1::text[], $2::text[]) AS u(campaign_id, phone)
CROSS JOIN LATERAL (
  SELECT w.whatsapp_message_id AS message_id FROM public.campaign_recipients w
  WHERE w.campaign_id = u.campaign_id AND w.from_webhook AND w.whatsapp_message_id IS NOT NULL
    AND w.phone_number IN (u.phone, '+' || u.phone, ltrim(u.phone, '+'))
  UNION ALL
  SELECT m.message_id FROM public.broadcasts_messages m JOIN public.marketing_campaigns c ON c.id = u.campaign_id
  WHERE m.phone_number IN (u.phone, '+' || u.phone, ltrim(u.phone, '+'))
    -- What the name stands for in the end, campaigns-by-name says.
    AND lower(btrim(regexp_replace(m.campaign_name, '\s+', ' ', 'g'))) = ANY (
      ARRAY[lower(btrim(regexp_replace(c.name, '\s+', ' ', 'g'))), lower(btrim(regexp_replace(c.id, '\s+', ' ', 'g')))]
      || ARRAY(SELECT f.plain_name FROM bluetick.former_campaign_names f WHERE f.campaign_id = c.id))
) AS t
