-- The attempts that a message came of, and those that followed it, oldest first; the message by any of its ids.
-- $1 text: id
--! not-null: id, plan, position, recipient, campaign_id, phone, round, variables, zones, planned_for, not_before, state, tries
WITH ids AS (
  SELECT coalesce(b.message_id || coalesce(b.aliases, '{}'), '{}') || $1::text AS all_of_it
  FROM (SELECT 1) AS one
  LEFT JOIN bluetick.message_ids i ON i.id = $1
  LEFT JOIN public.broadcasts_messages b ON b.id = i.message
)
SELECT a.id, a.plan, a.position, a.recipient, a.campaign_id, a.phone, a.name, a.previous_message, a.round, a.variables, a.zones, a.hour,
       a.hour_source, a.planned_for, a.not_before, a.state, a.state_code, a.state_reason, a.tries, a.claimed_at, a.settled_by,
       a.message_ids
FROM bluetick.send_attempts a
WHERE a.id IN (
  SELECT m.id FROM ids, bluetick.send_attempts m WHERE m.message_ids && ids.all_of_it
  UNION
  SELECT f.id FROM ids, bluetick.send_attempts f WHERE f.previous_message = ANY (ids.all_of_it) AND f.state <> 'excluded')
ORDER BY a.claimed_at NULLS LAST, a.id
LIMIT 100
