-- How the alerts of one rule stand. Nobody else changes them: the rule's slot is claimed.
-- $1 rule
--! not-null: phase, since_ms, seen_ms, announced
SELECT a.labels, a.descriptions, a.phase, extract(epoch FROM a.since)::float8 * 1000 AS since_ms,
       extract(epoch FROM a.seen_at)::float8 * 1000 AS seen_ms, a.value, a.samples, a.episode, a.announced,
       extract(epoch FROM a.notified_at)::float8 * 1000 AS notified_ms, extract(epoch FROM e.fired_at)::float8 * 1000 AS fired_ms,
       extract(epoch FROM e.condition_since)::float8 * 1000 AS condition_since_ms, a.notified_value, a.final_value,
       a.final_samples, e.acknowledged_by, e.route, e.escalation
FROM bluetick.alerts a LEFT JOIN bluetick.alert_episodes e ON e.id = a.episode
WHERE a.rule = $1::text
