-- Rejects with their raw text, oldest first.
-- $1 bigint: after this id, $2 integer: how many at most
--! not-null: *
SELECT r.id, r.source, r.reason, r.raw, extract(epoch FROM r.received_at) * 1000 AS received_ms
FROM bluetick.webhook_rejects r
WHERE r.id > $1::bigint
ORDER BY r.id
LIMIT $2::integer
