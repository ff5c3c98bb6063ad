-- Keeps items that could not be understood.
-- $1 json: rejects
INSERT INTO webhook_rejects (received_at, source, reason, explanation, raw)
SELECT r.received_at, r.source, r.reason, r.explanation, r.raw
FROM json_to_recordset($1::json) AS r(received_at timestamptz, source text, reason text, explanation text, raw text)
