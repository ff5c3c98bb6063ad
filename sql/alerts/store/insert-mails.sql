-- Puts mails on their way.
-- $1 json: [{kind, message_id, recipient, signals, mail}], $2 time (ms)
INSERT INTO bluetick.alert_mails (kind, message_id, recipient, signals, mail, created_at, next_attempt_at)
SELECT n.kind, n.message_id, n.recipient, n.signals, n.mail, to_timestamp($2::float8 / 1000),
       to_timestamp($2::float8 / 1000)
FROM json_to_recordset($1::json) AS n(kind text, message_id text, recipient text, signals bigint[], mail jsonb)
ON CONFLICT DO NOTHING
