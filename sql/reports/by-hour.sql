-- Messages by hour of the day in a zone: a label and a figure for each bar.
-- :from timestamptz, :to timestamptz, :zone text
SELECT to_char(bucket AT TIME ZONE :zone::text, 'HH24:00') AS hour, sum(messages)::integer AS messages
FROM message_rollup
WHERE campaign_id = '' AND bucket >= :from::timestamptz AND bucket < :to::timestamptz
GROUP BY 1
ORDER BY 1
