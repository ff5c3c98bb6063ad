-- The three hours of the day with the best read rate, of those with at least ten delivered messages.
-- :from timestamptz, :to timestamptz, :zone text
SELECT to_char(bucket AT TIME ZONE :zone::text, 'HH24:00') AS "sent at", sum(delivered)::integer AS delivered,
       round(100.0 * sum(read) / sum(delivered), 1)::float8 AS "read %"
FROM bluetick.message_rollup
WHERE campaign_id = '' AND bucket >= :from::timestamptz AND bucket < :to::timestamptz
GROUP BY 1
HAVING sum(delivered) >= 10
ORDER BY 3 DESC, 1
LIMIT 3
