-- Writes an episode down that is over already; a row comes back for the one replica that is first.
-- $1 json: {id, rule, severity, fired_ms, ended_ms, summary}
INSERT INTO bluetick.alert_episodes (id, rule, severity, labels, condition_since, fired_at, ended_at, outcome, summary)
SELECT n.id, n.rule, n.severity, '{}', to_timestamp(n.fired_ms / 1000), to_timestamp(n.fired_ms / 1000),
       to_timestamp(n.ended_ms / 1000), 'resolved', n.summary
FROM json_to_record($1::json) AS n(id text, rule text, severity text, fired_ms float8, ended_ms float8, summary text)
ON CONFLICT DO NOTHING
RETURNING 1 AS inserted
