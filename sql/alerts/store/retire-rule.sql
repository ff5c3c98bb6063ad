-- Forgets a rule that is gone and ends its episodes. The alerts that were open come back, to one replica only.
-- $1 rule, $2 time (ms)
--! not-null: since_ms
WITH deleted AS (
  DELETE FROM bluetick.alert_rules WHERE rule = $1::text
), gone AS (
  DELETE FROM bluetick.alerts WHERE rule = $1::text RETURNING *
), ended AS (
  UPDATE bluetick.alert_episodes e SET ended_at = to_timestamp($2::float8 / 1000), outcome = 'closed'
  FROM gone g
  WHERE e.id = g.episode AND g.phase IN ('firing', 'recovering') AND e.ended_at IS NULL
  RETURNING e.*
)
SELECT g.rule, g.severity, g.labels, g.descriptions, g.phase, extract(epoch FROM g.since)::float8 * 1000 AS since_ms, g.value,
       g.samples, g.episode, extract(epoch FROM e.fired_at)::float8 * 1000 AS fired_ms, g.announced, e.acknowledged_by,
       e.summary,
       extract(epoch FROM e.acknowledged_until)::float8 * 1000 AS acknowledged_until_ms,
       extract(epoch FROM e.unacknowledged_at)::float8 * 1000 AS unacknowledged_ms, e.route, e.escalation,
       extract(epoch FROM e.escalated_at)::float8 * 1000 AS escalated_ms,
       (SELECT extract(epoch FROM min(s.at))::float8 * 1000 FROM bluetick.alert_signals s
        WHERE s.episode = g.episode AND s.kind = 'firing') AS announced_ms
FROM gone g JOIN ended e ON e.id = g.episode
