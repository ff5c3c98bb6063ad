-- Messages by hour of the day in a zone, also of hours without any: a label and a figure for each bar.
-- :from timestamptz, :to timestamptz, :zone text
SELECT to_char(q.bucket AT TIME ZONE :zone::text, 'HH24:00') AS hour, coalesce(sum(r.messages), 0)::integer AS messages
FROM generate_series(:from::timestamptz, :to::timestamptz - interval '15 minutes', interval '15 minutes') AS q(bucket)
LEFT JOIN bluetick.message_rollup r ON r.campaign_id = '' AND r.bucket = q.bucket
GROUP BY 1
ORDER BY 1
