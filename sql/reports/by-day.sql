-- Messages by day of a zone: a label and a figure for each bar.
-- :from timestamptz, :to timestamptz, :zone text
SELECT to_char(created_at AT TIME ZONE :zone::text, 'YYYY-MM-DD Dy') AS day, count(*)::integer AS messages,
       round(100.0 * count(*) FILTER (WHERE status ? 'delivered') / count(*), 1)::float8 AS "delivered %",
       round(100.0 * count(*) FILTER (WHERE status ? 'read') / nullif(count(*) FILTER (WHERE status ? 'delivered'), 0), 1)::float8
         AS "read %"
FROM broadcasts_messages
WHERE created_at >= :from::timestamptz AND created_at < :to::timestamptz
GROUP BY 1
ORDER BY 1
