-- The campaign's five most frequent failure codes of the last six hours: of quarter-hours that began in them.
-- :campaign_id text, a label of the alert, :now timestamptz
SELECT label #>> '{}' AS code, NULL::text AS title, sum(messages)::integer AS messages
FROM bluetick.message_rollup_labels
WHERE campaign_id = :campaign_id::text AND dimension = 'failure'
  AND bucket > :now::timestamptz - interval '6 hours' AND bucket <= :now::timestamptz
GROUP BY label
HAVING sum(messages) > 0
ORDER BY 3 DESC, 1
LIMIT 5
