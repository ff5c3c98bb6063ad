-- The five campaigns with the lowest delivery rate, of those with at least ten messages in the period.
-- :from timestamptz, :to timestamptz
SELECT coalesce(c.name, r.campaign_id) AS campaign, count(*)::integer AS messages,
       round(100.0 * count(*) FILTER (WHERE m.status ? 'delivered') / count(*), 1)::float8 AS "delivered %",
       round(100.0 * count(*) FILTER (WHERE m.status ? 'read') / nullif(count(*) FILTER (WHERE m.status ? 'delivered'), 0), 1)::float8
         AS "read %"
FROM broadcasts_messages m
JOIN campaign_recipients r ON r.whatsapp_message_id = m.message_id
JOIN marketing_campaigns c ON c.id = r.campaign_id
WHERE m.created_at >= :from::timestamptz AND m.created_at < :to::timestamptz
GROUP BY r.campaign_id, c.name
HAVING count(*) >= 10
ORDER BY 3, 2 DESC
LIMIT 5
