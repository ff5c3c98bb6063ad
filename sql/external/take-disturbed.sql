-- Takes campaigns from the queue whose counters are to be shown again, and says which are to be recounted before.
-- $1 text[]: campaigns
--! not-null: id, miscounted
DELETE FROM bluetick.disturbed_campaigns d WHERE d.campaign_id = ANY ($1::text[])
RETURNING d.campaign_id AS id, d.miscounted
