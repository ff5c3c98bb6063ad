-- Takes recipients that left from the queue. Where their campaign has gone, or has another id now, its counters have gone, too.
-- $1 bigint[]: ids
WITH taken AS (
  DELETE FROM bluetick.left_recipients l WHERE l.id = ANY ($1::bigint[])
  RETURNING l.campaign_id, l.message_id, l.counted, l.tally
)
SELECT t.campaign_id, t.message_id, CASE WHEN c.id IS NOT NULL THEN t.counted END AS counted,
       CASE WHEN c.id IS NOT NULL THEN t.tally END AS tally
FROM taken t LEFT JOIN public.marketing_campaigns c ON c.id = t.campaign_id
