-- Attempts: of a plan in its order, or the uncertain ones, oldest first. A draft's are still documents.
-- $1 uuid: plan (NULL: the uncertain ones of all plans), $2 integer: after this position, $3 integer: how many
--! not-null: id, plan, position, recipient, campaign_id, phone, round, variables, zones, planned_for, not_before, state, tries
WITH attempt AS (
  SELECT a.id, a.plan, a.position, a.recipient, a.campaign_id, a.phone, a.name, a.previous_message, a.round, a.variables, a.zones, a.hour,
         a.hour_source, a.planned_for, a.not_before, a.state, a.state_code, a.state_reason, a.tries, a.claimed_at, a.settled_by,
         a.message_ids
  FROM bluetick.send_attempts a
  WHERE CASE WHEN $1::uuid IS NULL THEN a.state = 'uncertain' ELSE a.plan = $1 AND a.position > $2::integer END
  UNION ALL
  SELECT m.id, s.id, m.position, m.recipient, s.campaign_id, m.phone, m.name, m.previous_message, m.round, m.variables, m.zones, m.hour,
         m.hour_source, m.planned_for, m.planned_for, 'planned', NULL, NULL, 0::smallint, NULL, NULL, NULL
  FROM bluetick.send_people p
  JOIN bluetick.send_plans s ON s.id = p.plan
  CROSS JOIN json_populate_recordset(NULL::bluetick.send_attempts, p.people) AS m
  -- A document has at most a thousand people.
  WHERE p.plan = $1 AND p.kind = 'members' AND p.position > $2 - 1000 AND m.position > $2
)
SELECT a.* FROM attempt a
ORDER BY CASE WHEN $1 IS NULL THEN a.claimed_at END, a.position, a.id
LIMIT $3::integer
