-- Takes campaigns from the queue whose counters are to be shown again, and says which are to be recounted before.
-- $1 text[]: campaigns
--! not-null: id, miscounted
WITH taken AS (
  DELETE FROM bluetick.disturbed_campaigns d WHERE d.campaign_id = ANY ($1::text[])
  RETURNING d.campaign_id, d.miscounted
)
SELECT t.campaign_id AS id, bool_or(t.miscounted) AS miscounted FROM taken t GROUP BY t.campaign_id ORDER BY t.campaign_id
