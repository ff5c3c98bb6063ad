-- The five campaigns with the most undelivered messages of the last hour. As in the rate, a young message without an outcome
-- says nothing yet.
-- :now timestamptz
SELECT coalesce(c.name, m.counted_in) AS campaign, count(*)::integer AS messages,
       count(*) FILTER (WHERE NOT m.status ? 'delivered')::integer AS undelivered,
       round(100.0 * count(*) FILTER (WHERE m.status ? 'delivered') / count(*), 1)::float8 AS "delivered %"
FROM public.broadcasts_messages m
LEFT JOIN public.marketing_campaigns c ON c.id = m.counted_in
WHERE m.created_at > :now::timestamptz - interval '1 hour' AND m.created_at <= :now::timestamptz AND m.counted_in <> ''
  AND (m.created_at <= :now::timestamptz - interval '5 minutes' OR m.status ?| '{delivered,read,failed}')
GROUP BY m.counted_in, c.name
HAVING count(*) FILTER (WHERE NOT m.status ? 'delivered') > 0
ORDER BY 3 DESC, 2
LIMIT 5
