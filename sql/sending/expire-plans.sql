-- Deletes plans that ended before a time, with the numbers in them. What is uncertain stays until somebody knows.
-- $1 timestamptz: before
DELETE FROM bluetick.send_plans p
WHERE p.state <> 'sending' AND coalesce(p.ended_at, p.planned_at) < $1::timestamptz
  AND NOT EXISTS (SELECT FROM bluetick.send_attempts a WHERE a.plan = p.id AND a.state = 'uncertain')
