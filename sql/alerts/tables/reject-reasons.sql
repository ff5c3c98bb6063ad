-- Why items were rejected in the last five minutes.
-- :now timestamptz
SELECT reason, count(*)::integer AS items
FROM bluetick.webhook_rejects
WHERE received_at > :now::timestamptz - interval '5 minutes' AND received_at <= :now::timestamptz
GROUP BY reason
ORDER BY 2 DESC
LIMIT 5
