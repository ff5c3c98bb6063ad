-- The delivery rate of the last hour in steps of five minutes: a label and a figure for each bar. A young message
-- without an outcome says nothing yet.
-- :now timestamptz
SELECT to_char(date_bin('5 minutes', created_at, 'epoch') AT TIME ZONE 'UTC', 'HH24:MI') AS "UTC",
       round(100.0 * count(*) FILTER (WHERE status ? 'delivered') / count(*), 1)::float8 AS "delivered %"
FROM public.broadcasts_messages
WHERE created_at > :now::timestamptz - interval '1 hour' AND created_at <= :now::timestamptz
  AND (created_at <= :now::timestamptz - interval '5 minutes' OR status ?| '{delivered,read,failed}')
GROUP BY date_bin('5 minutes', created_at, 'epoch')
ORDER BY date_bin('5 minutes', created_at, 'epoch')
