-- The delivery rate of the last hour in steps of five minutes: of what could be delivered, a label and a figure for each bar. A young
-- message without an outcome says nothing yet.
-- :now timestamptz
SELECT to_char(bucket AT TIME ZONE 'UTC', 'HH24:MI') AS "UTC", round(100.0 * delivered / counted, 1)::float8 AS "delivered %"
FROM (
  SELECT bucket, sum(delivered) AS delivered,
         sum(messages - out_of_reach - CASE WHEN bucket > :now::timestamptz - interval '10 minutes' THEN underway ELSE 0 END) AS counted
  FROM bluetick.delivery_cohorts
  WHERE bucket > :now::timestamptz - interval '1 hour' AND bucket <= :now::timestamptz AND known <= :now::timestamptz
  GROUP BY bucket
) AS steps
WHERE counted > 0
ORDER BY bucket
