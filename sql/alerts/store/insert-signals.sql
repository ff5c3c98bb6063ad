-- Puts signals into the outbox; harmless to repeat.
-- $1 json: [{episode, kind, at_ms, severity, signal}]
INSERT INTO bluetick.alert_signals (episode, kind, at, severity, signal)
SELECT n.episode, n.kind, to_timestamp(n.at_ms / 1000), n.severity, n.signal
FROM json_to_recordset($1::json) AS n(episode text, kind text, at_ms float8, severity text, signal jsonb)
ON CONFLICT DO NOTHING
