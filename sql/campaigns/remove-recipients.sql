-- Deletes recipients of a campaign for good, those with the lowest keys first.
-- $1 text: campaign, $2 integer: how many at most
--! not-null: campaign_id
DELETE FROM public.campaign_recipients r
WHERE r.id IN (SELECT s.id FROM public.campaign_recipients s WHERE s.campaign_id = $1::text ORDER BY s.id LIMIT $2::integer)
RETURNING r.campaign_id, nullif(r.whatsapp_message_id, '') AS message_id, r.counted, r.tally
