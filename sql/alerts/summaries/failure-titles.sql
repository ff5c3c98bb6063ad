-- The words that came with the failure codes of a period, of the ten most frequent. They are looked for in one
-- quarter-hour in which the code came, since no index finds a message by its code.
-- :from timestamptz, :to timestamptz
SELECT f.code, (
         SELECT m.failures -> f.code ->> 'title' FROM public.broadcasts_messages m
         WHERE m.created_at >= f.newest AND m.created_at < f.newest + interval '15 minutes' AND m.failure_code = f.code
         LIMIT 1
       ) AS title
FROM (
  SELECT label #>> '{}' AS code, max(bucket) FILTER (WHERE NOT expired) AS newest
  FROM bluetick.message_rollup_labels
  WHERE campaign_id = '' AND dimension = 'failure' AND bucket >= :from::timestamptz AND bucket < :to::timestamptz
  GROUP BY label
  HAVING sum(messages) > 0
  ORDER BY sum(messages) DESC, 1
  LIMIT 10
) AS f
