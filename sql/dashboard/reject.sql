-- One item that was not understood, as it came.
-- $1 bigint: id
--! not-null: id, received_at, source, reason, explanation, raw
SELECT r.id::text AS id, r.received_at, r.source, r.reason, r.explanation, r.raw
FROM bluetick.webhook_rejects r
WHERE r.id = $1::bigint
