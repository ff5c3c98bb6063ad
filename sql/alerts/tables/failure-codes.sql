-- The five most frequent failure codes of the last hour: of quarter-hours that began in it, and the one before.
-- :now timestamptz
SELECT label #>> '{}' AS code, NULL::text AS title, sum(messages)::integer AS messages
FROM bluetick.message_rollup_labels
WHERE campaign_id = '' AND dimension = 'failure' AND bucket > :now::timestamptz - interval '75 minutes'
  AND bucket <= :now::timestamptz
GROUP BY label
HAVING sum(messages) > 0
ORDER BY 3 DESC, 1
LIMIT 5
