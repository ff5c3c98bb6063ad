-- The ten most frequent failure codes of the period.
-- :from timestamptz, :to timestamptz
SELECT label #>> '{}' AS code, sum(messages)::integer AS messages
FROM message_rollup_labels
WHERE campaign_id = '' AND dimension = 'failure' AND bucket >= :from::timestamptz AND bucket < :to::timestamptz
GROUP BY label
HAVING sum(messages) > 0
ORDER BY 2 DESC
LIMIT 10
