-- The ten most frequent failure codes of the period, with the words that came with them. The words are looked for
-- in one quarter-hour in which the code came, since no index finds a message by its code.
-- :from timestamptz, :to timestamptz
SELECT f.code, (
         SELECT m.failures -> f.code ->> 'title' FROM public.broadcasts_messages m
         WHERE m.created_at >= f.newest AND m.created_at < f.newest + interval '15 minutes' AND m.failure_code = f.code
         LIMIT 1
       ) AS title,
       f.messages, round(100.0 * f.messages / sum(f.messages) OVER (), 1)::float8 AS "% of failures"
FROM (
  SELECT label #>> '{}' AS code, sum(messages)::integer AS messages, max(bucket) FILTER (WHERE NOT expired) AS newest
  FROM bluetick.message_rollup_labels
  WHERE campaign_id = '' AND dimension = 'failure' AND bucket >= :from::timestamptz AND bucket < :to::timestamptz
  GROUP BY label
  HAVING sum(messages) > 0
) AS f
ORDER BY f.messages DESC, f.code
LIMIT 10
