-- Messages of recipients that a webhook made for the same campaign and number, where a list knows the number alone.
-- $1 text[]: campaigns, $2 text[]: phone numbers
--! not-null: message_id
SELECT DISTINCT t.whatsapp_message_id AS message_id
FROM unnest($1::text[], $2::text[]) AS u(campaign_id, phone_number)
JOIN public.campaign_recipients t ON t.campaign_id = u.campaign_id AND t.from_webhook
  AND t.phone_number IN (u.phone_number, '+' || u.phone_number, ltrim(u.phone_number, '+'))
WHERE t.whatsapp_message_id IS NOT NULL
