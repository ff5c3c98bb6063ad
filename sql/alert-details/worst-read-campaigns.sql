-- The five campaigns with the lowest read rate in the last 24 hours.
-- :now timestamptz
SELECT coalesce(c.name, r.campaign_id) AS campaign, count(*)::integer AS delivered,
       count(*) FILTER (WHERE m.status ? 'read')::integer AS read,
       round(100.0 * count(*) FILTER (WHERE m.status ? 'read') / count(*), 1)::float8 AS "rate %"
FROM broadcasts_messages m
JOIN campaign_recipients r ON r.whatsapp_message_id = m.message_id
JOIN marketing_campaigns c ON c.id = r.campaign_id
WHERE m.created_at > :now::timestamptz - interval '24 hours' AND m.created_at <= :now::timestamptz
  AND m.status ? 'delivered'
GROUP BY r.campaign_id, c.name
ORDER BY 4, 2 DESC
LIMIT 5
