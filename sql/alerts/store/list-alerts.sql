-- Every alert that is not ok, the worst first.
--! not-null: rule, severity, phase, since_ms, announced
SELECT a.rule, a.severity, a.labels, a.descriptions, a.phase, extract(epoch FROM a.since)::float8 * 1000 AS since_ms, a.value, a.samples,
       a.episode, extract(epoch FROM e.fired_at)::float8 * 1000 AS fired_ms, a.announced, e.acknowledged_by, e.summary,
       extract(epoch FROM e.acknowledged_until)::float8 * 1000 AS acknowledged_until_ms,
       extract(epoch FROM e.unacknowledged_at)::float8 * 1000 AS unacknowledged_ms, e.route, e.escalation,
       extract(epoch FROM e.escalated_at)::float8 * 1000 AS escalated_ms,
       (SELECT extract(epoch FROM min(s.at))::float8 * 1000 FROM bluetick.alert_signals s
        WHERE s.episode = a.episode AND s.kind = 'firing') AS announced_ms
FROM bluetick.alerts a LEFT JOIN bluetick.alert_episodes e ON e.id = a.episode
ORDER BY array_position('{critical,warning,info}', a.severity), array_position('{firing,recovering,pending,resolved}', a.phase),
         a.rule, a.labels_key
