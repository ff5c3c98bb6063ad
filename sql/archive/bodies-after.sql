-- Batches of kept bodies that may hold some received at or after a time, in the order in which they were kept.
-- $1 bigint: after this id, $2 bigint: received at or after (ms since the epoch), $3 integer: how many at most
SELECT b.id, b.received_ms, b.lengths, b.bodies
FROM bluetick.webhook_bodies b
WHERE b.id > $1::bigint
  -- The database's clock may be behind the service's.
  AND b.kept_at >= to_timestamp($2::bigint / 1000.0) - interval '1 hour'
ORDER BY b.id
LIMIT $3::integer
