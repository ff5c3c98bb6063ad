-- One episode.
-- $1 id
--! not-null: fired_ms
SELECT id, rule, severity, labels, extract(epoch FROM fired_at)::float8 * 1000 AS fired_ms,
       extract(epoch FROM ended_at)::float8 * 1000 AS ended_ms, summary, acknowledged_by
FROM bluetick.alert_episodes WHERE id = $1::text
