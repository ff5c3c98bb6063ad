-- Messages by day of a zone: a label and a figure for each bar.
-- :from timestamptz, :to timestamptz, :zone text
SELECT to_char(bucket AT TIME ZONE :zone::text, 'YYYY-MM-DD Dy') AS day, sum(messages)::integer AS messages,
       round(100.0 * sum(delivered) / nullif(sum(messages), 0), 1)::float8 AS "delivered %",
       round(100.0 * sum(read) / nullif(sum(delivered), 0), 1)::float8 AS "read %"
FROM message_rollup
WHERE campaign_id = '' AND bucket >= :from::timestamptz AND bucket < :to::timestamptz
GROUP BY 1
ORDER BY 1
