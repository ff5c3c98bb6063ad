-- Campaigns whose counters are shown again.
-- $1 text[]: campaigns
DELETE FROM bluetick.disturbed_campaigns d WHERE d.campaign_id = ANY ($1::text[])
