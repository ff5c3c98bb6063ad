-- The five campaigns with the lowest delivery rate of the last hour: those of at least 20 messages first, of quarter-hours
-- that began in it, and the one before, without one that began less than five minutes ago.
-- :now timestamptz
SELECT coalesce(c.name, r.campaign_id) AS campaign, sum(r.messages)::integer AS messages,
       sum(r.messages - r.delivered)::integer AS undelivered,
       round(100.0 * sum(r.delivered) / sum(r.messages), 1)::float8 AS "delivered %"
FROM bluetick.message_rollup r
LEFT JOIN public.marketing_campaigns c ON c.id = r.campaign_id
WHERE r.campaign_id <> '' AND r.bucket > :now::timestamptz - interval '75 minutes'
  AND r.bucket <= :now::timestamptz - interval '5 minutes'
GROUP BY r.campaign_id, c.name
HAVING sum(r.messages - r.delivered) > 0
ORDER BY sum(r.messages) >= 20 DESC, 4, 3 DESC
LIMIT 5
