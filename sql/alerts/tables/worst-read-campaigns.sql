-- The five campaigns with the lowest read rate in the last 24 hours, of those with at least ten delivered messages.
-- :now timestamptz
SELECT coalesce(c.name, r.campaign_id) AS campaign, sum(r.delivered)::integer AS delivered,
       sum(r.read)::integer AS read, round(100.0 * sum(r.read) / sum(r.delivered), 1)::float8 AS "rate %"
FROM bluetick.message_rollup r
LEFT JOIN public.marketing_campaigns c ON c.id = r.campaign_id
WHERE r.campaign_id <> '' AND r.bucket > :now::timestamptz - interval '24 hours' AND r.bucket <= :now::timestamptz
GROUP BY r.campaign_id, c.name
HAVING sum(r.delivered) >= 10
ORDER BY 4, 2 DESC
LIMIT 5
