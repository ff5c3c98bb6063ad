-- The silences that hold at a time.
-- $1 time (ms)
--! not-null: id, starts_ms, ends_ms
SELECT id::text AS id, rule, labels, extract(epoch FROM starts_at)::float8 * 1000 AS starts_ms,
       extract(epoch FROM ends_at)::float8 * 1000 AS ends_ms, author, reason,
       cron, time_zone, lasts_ms::float8 AS lasts_ms
FROM bluetick.alert_silences
WHERE starts_at <= to_timestamp($1::float8 / 1000) AND ends_at > to_timestamp($1::float8 / 1000)
ORDER BY alert_silences.id
