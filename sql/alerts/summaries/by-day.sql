-- Messages by day of a zone, also of days without any: a label and a figure for each bar.
-- :from timestamptz, :to timestamptz, :zone text
SELECT to_char(q.bucket AT TIME ZONE :zone::text, 'Dy DD Mon') AS day, coalesce(sum(r.messages), 0)::integer AS messages,
       round(100.0 * sum(r.delivered) / nullif(sum(r.messages), 0), 1)::float8 AS "delivered %",
       round(100.0 * sum(r.read) / nullif(sum(r.delivered), 0), 1)::float8 AS "read %"
FROM generate_series(:from::timestamptz, :to::timestamptz - interval '15 minutes', interval '15 minutes') AS q(bucket)
LEFT JOIN bluetick.message_rollup r ON r.campaign_id = '' AND r.bucket = q.bucket
GROUP BY 1
ORDER BY min(q.bucket)
