-- A page of the items that were not understood, newest first, without their text.
-- $1 bigint: the id of the page before's last (NULL: first page), $2 integer: how many
--! not-null: id, received_at, source, reason, explanation
SELECT r.id::text AS id, r.received_at, r.source, r.reason, r.explanation
FROM bluetick.webhook_rejects r
WHERE $1::bigint IS NULL OR r.id < $1::bigint
ORDER BY r.id DESC
LIMIT $2::integer
