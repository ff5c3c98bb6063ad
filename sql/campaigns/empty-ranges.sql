-- Ranges noted for campaigns that changed lately in which the status occurs no longer, from a range on; and how far it looked.
-- $1 text, $2 text, $3 bigint: campaign, status and range where the page before ended, $4 integer: how many to look at
--! not-null: *
WITH looked AS MATERIALIZED (
  SELECT g.campaign_id, g.status, g.range
  FROM bluetick.recipient_ranges g JOIN public.marketing_campaigns c ON c.id = g.campaign_id
  WHERE (g.campaign_id, g.status, g.range) > ($1::text, $2::text, $3::bigint)
    AND c.updated_at > now() - interval '1 hour'
  ORDER BY g.campaign_id, g.status, g.range
  LIMIT $4::integer
)
SELECT l.campaign_id, l.status, l.range,
       EXISTS (SELECT FROM public.campaign_recipients r
               WHERE r.campaign_id = l.campaign_id AND r.id >= l.range * 256 AND r.id < (l.range + 1) * 256
                 AND r.status = l.status) AS holds
FROM looked l
ORDER BY l.campaign_id, l.status, l.range
