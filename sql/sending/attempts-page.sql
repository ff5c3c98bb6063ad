-- Attempts: of a plan in its order, or the uncertain ones, oldest first.
-- $1 uuid: plan (NULL: the uncertain ones of all plans), $2 integer: after this position, $3 integer: how many
SELECT a.id, a.plan, a.position, a.recipient, a.campaign_id, a.phone, a.name, a.previous_message, a.round, a.variables, a.zones, a.hour,
       a.hour_source, a.planned_for, a.not_before, a.state, a.state_code, a.state_reason, a.tries, a.claimed_at, a.settled_by,
       a.message_ids
FROM bluetick.send_attempts a
WHERE CASE WHEN $1::uuid IS NULL THEN a.state = 'uncertain' ELSE a.plan = $1 AND a.position > $2::integer END
ORDER BY CASE WHEN $1::uuid IS NULL THEN a.claimed_at END, a.position, a.id
LIMIT $3::integer
