-- Takes recipients whose key others changed from the queue, and marks the attempts to send that go by the former one. What comes back is
-- to which recipient each belongs now, but for those whose place an attempt has already that went by that key before: of a recipient
-- that was deleted.
-- $1 bigint[]: ids
--! not-null: id, recipient
WITH moved AS (
  DELETE FROM bluetick.moved_recipients m WHERE m.id = ANY ($1::bigint[])
  RETURNING m.campaign_id, m.was, m.is_now
), found AS (
  -- By their indexes: one holds what may have left, the other each plan.
  SELECT a.id, a.round, a.state, m.*
  FROM moved m
  JOIN bluetick.send_attempts a ON a.campaign_id = m.campaign_id AND a.recipient = m.was AND a.state IN ('claimed', 'uncertain', 'accepted')
  UNION ALL
  SELECT a.id, a.round, a.state, m.*
  FROM moved m JOIN bluetick.send_plans p ON p.campaign_id = m.campaign_id
  JOIN bluetick.send_attempts a ON a.plan = p.id AND a.recipient = m.was AND a.state NOT IN ('claimed', 'uncertain', 'accepted')
)
UPDATE bluetick.send_attempts a SET recipient = 'moved ' || a.id::text
FROM found f
WHERE a.id = f.id AND NOT (f.state IN ('claimed', 'uncertain', 'accepted') AND EXISTS (
  SELECT FROM bluetick.send_attempts o
  WHERE o.campaign_id = f.campaign_id AND o.recipient = f.is_now AND o.round = f.round AND o.state IN ('claimed', 'uncertain', 'accepted')
    AND NOT EXISTS (SELECT FROM bluetick.moved_recipients n WHERE n.campaign_id = f.campaign_id AND n.was = f.is_now)))
RETURNING a.id, f.is_now AS recipient
