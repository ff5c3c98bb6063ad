-- Which of these messages have a recipient in a provisional campaign while it is still to be looked whether such give way.
-- $1 text[]: their ids
--! not-null: id
SELECT r.whatsapp_message_id AS id
FROM public.campaign_recipients r JOIN public.marketing_campaigns c ON c.id = r.campaign_id AND c.source = 'webhook'
WHERE r.whatsapp_message_id = ANY ($1::text[]) AND EXISTS (SELECT FROM bluetick.disturbed_campaigns)
