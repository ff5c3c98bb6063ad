-- The five most frequent failure codes of all messages in the last hour.
-- :now timestamptz
SELECT failure_code AS code, min(failures -> failure_code ->> 'title') AS title,
       count(*)::integer AS messages
FROM public.broadcasts_messages
WHERE created_at > :now::timestamptz - interval '1 hour' AND created_at <= :now::timestamptz
  AND failure_code IS NOT NULL
GROUP BY failure_code
ORDER BY 3 DESC
LIMIT 5
