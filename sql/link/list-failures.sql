-- Rows that were refused, the latest first.
-- $1 integer: how many at most
SELECT f.direction, f.table_name, f.key, f.attempts, f.first_at, f.next_attempt_at, f.code, f.message
FROM bluetick.link_failures f ORDER BY f.first_at DESC, f.direction, f.table_name, f.key LIMIT $1::integer
