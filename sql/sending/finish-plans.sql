-- Ends plans of which nothing is left to send.
-- $1 timestamptz: when
UPDATE bluetick.send_plans p SET state = 'done', ended_at = $1::timestamptz
WHERE p.state = 'sending'
  AND NOT EXISTS (SELECT FROM bluetick.send_attempts a WHERE a.plan = p.id AND a.state IN ('planned', 'claimed'))
RETURNING p.id
