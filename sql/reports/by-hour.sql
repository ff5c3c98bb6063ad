-- Messages by hour of the day in a zone: a label and a figure for each bar.
-- :from timestamptz, :to timestamptz, :zone text
SELECT to_char(created_at AT TIME ZONE :zone::text, 'HH24:00') AS hour, count(*)::integer AS messages
FROM broadcasts_messages
WHERE created_at >= :from::timestamptz AND created_at < :to::timestamptz
GROUP BY 1
ORDER BY 1
