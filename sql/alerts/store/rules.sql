-- How every rule stands.
--! not-null: slot_ms
SELECT rule, extract(epoch FROM slot)::float8 * 1000 AS slot_ms, health, error,
       extract(epoch FROM succeeded_at)::float8 * 1000 AS succeeded_ms, value, samples, duration_ms
FROM bluetick.alert_rules
ORDER BY rule
