-- The five campaigns with the lowest delivery rate, of those with at least ten messages in the period.
-- :from timestamptz, :to timestamptz
SELECT coalesce(c.name, r.campaign_id) AS campaign, sum(r.messages)::integer AS messages,
       round(100.0 * sum(r.delivered) / sum(r.messages), 1)::float8 AS "delivered %",
       round(100.0 * sum(r.read) / nullif(sum(r.delivered), 0), 1)::float8 AS "read %"
FROM bluetick.message_rollup r
LEFT JOIN public.marketing_campaigns c ON c.id = r.campaign_id
WHERE r.campaign_id <> '' AND r.bucket >= :from::timestamptz AND r.bucket < :to::timestamptz
GROUP BY r.campaign_id, c.name
HAVING sum(r.messages) >= 10
ORDER BY 3, 2 DESC
LIMIT 5
