-- The three hours of the day with the best read rate, of those with at least ten delivered messages.
-- :from timestamptz, :to timestamptz, :zone text
SELECT to_char(created_at AT TIME ZONE :zone::text, 'HH24:00') AS "sent at", count(*)::integer AS delivered,
       round(100.0 * count(*) FILTER (WHERE status ? 'read') / count(*), 1)::float8 AS "read %"
FROM broadcasts_messages
WHERE created_at >= :from::timestamptz AND created_at < :to::timestamptz AND status ? 'delivered'
GROUP BY 1
HAVING count(*) >= 10
ORDER BY 3 DESC, 1
LIMIT 3
