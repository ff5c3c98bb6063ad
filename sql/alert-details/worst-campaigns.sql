-- The five campaigns with the lowest delivery rate in the last hour.
-- :now timestamptz
SELECT coalesce(c.name, r.campaign_id) AS campaign, count(*)::integer AS messages,
       count(*) FILTER (WHERE m.status ? 'delivered')::integer AS delivered,
       round(100.0 * count(*) FILTER (WHERE m.status ? 'delivered') / count(*), 1)::float8 AS "rate %"
FROM broadcasts_messages m
JOIN campaign_recipients r ON r.whatsapp_message_id = m.message_id
JOIN marketing_campaigns c ON c.id = r.campaign_id
WHERE m.created_at > :now::timestamptz - interval '1 hour' AND m.created_at <= :now::timestamptz
GROUP BY r.campaign_id, c.name
ORDER BY 4, 2 DESC
LIMIT 5
