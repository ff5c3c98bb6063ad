-- Writes how episodes began and ended.
-- $1 json: [{id, rule, severity, labels, descriptions, condition_since_ms, fired_ms, ended_ms, outcome, summary, route}]
INSERT INTO bluetick.alert_episodes AS e (id, rule, severity, labels, descriptions, condition_since, fired_at, ended_at, outcome, summary,
                                         route)
SELECT n.id, n.rule, n.severity, n.labels, n.descriptions, to_timestamp(n.condition_since_ms / 1000),
       to_timestamp(n.fired_ms / 1000), to_timestamp(n.ended_ms / 1000), n.outcome, n.summary, n.route
FROM json_to_recordset($1::json) AS n(id text, rule text, severity text, labels jsonb, descriptions jsonb,
                                      condition_since_ms float8, fired_ms float8, ended_ms float8, outcome text, summary text,
                                      route text[])
ON CONFLICT (id) DO UPDATE
SET ended_at = excluded.ended_at, outcome = excluded.outcome, summary = coalesce(excluded.summary, e.summary),
    descriptions = coalesce(excluded.descriptions, e.descriptions)
