-- Deletes one recipient of a campaign for good.
-- $1 text: campaign, $2: recipient
--! not-null: campaign_id
DELETE FROM public.campaign_recipients r
WHERE r.campaign_id = $1::text AND r.id = $2
RETURNING r.campaign_id, nullif(r.whatsapp_message_id, '') AS message_id, r.counted, r.tally
