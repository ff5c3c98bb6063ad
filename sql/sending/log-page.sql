-- The newest lines of the audit trail.
-- $1 integer: how many
SELECT l.at, p.hash, l.by, l.what, l.details
FROM bluetick.send_log l LEFT JOIN bluetick.send_plans p ON p.id = l.plan
ORDER BY l.id DESC
LIMIT $1::integer
