-- The ten most frequent failure codes of the period.
-- :from timestamptz, :to timestamptz
SELECT failure_code AS code, coalesce(min(failures -> failure_code ->> 'title'), '') AS title,
       count(*)::integer AS messages
FROM broadcasts_messages
WHERE created_at >= :from::timestamptz AND created_at < :to::timestamptz AND failure_code IS NOT NULL
GROUP BY failure_code
ORDER BY 3 DESC
LIMIT 10
