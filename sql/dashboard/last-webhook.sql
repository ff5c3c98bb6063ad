-- The last minute in which a webhook was answered.
--! not-null: at_ms
SELECT extract(epoch FROM m.minute)::float8 * 1000 AS at_ms
FROM bluetick.service_minutes m
WHERE m.webhooks > 0
ORDER BY m.minute DESC
LIMIT 1
