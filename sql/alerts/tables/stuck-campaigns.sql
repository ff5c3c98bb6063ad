-- The five campaigns with the most messages of the last six hours that have no outcome: quarter-hours that began less
-- than ten minutes ago are left out.
-- :now timestamptz
SELECT coalesce(c.name, r.campaign_id) AS campaign, sum(r.messages - r.delivered - r.failed)::integer AS stuck
FROM bluetick.message_rollup r
LEFT JOIN public.marketing_campaigns c ON c.id = r.campaign_id
WHERE r.campaign_id <> '' AND r.bucket > :now::timestamptz - interval '6 hours'
  AND r.bucket <= :now::timestamptz - interval '10 minutes'
GROUP BY r.campaign_id, c.name
HAVING sum(r.messages - r.delivered - r.failed) > 0
ORDER BY 2 DESC, 1
LIMIT 5
