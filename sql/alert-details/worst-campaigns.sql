-- The five campaigns with the lowest delivery rate in the last hour.
-- :now timestamptz
SELECT coalesce(c.name, m.counted_in) AS campaign, count(*)::integer AS messages,
       count(*) FILTER (WHERE m.status ? 'delivered')::integer AS delivered,
       round(100.0 * count(*) FILTER (WHERE m.status ? 'delivered') / count(*), 1)::float8 AS "rate %"
FROM broadcasts_messages m
LEFT JOIN marketing_campaigns c ON c.id = m.counted_in
WHERE m.created_at > :now::timestamptz - interval '1 hour' AND m.created_at <= :now::timestamptz AND m.counted_in <> ''
GROUP BY m.counted_in, c.name
ORDER BY 4, 2 DESC
LIMIT 5
