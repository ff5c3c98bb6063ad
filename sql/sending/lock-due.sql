-- Locks the members of a plan whose time has come, in their order: of a plan with a first wave that has not passed, only that.
-- One that goes by a key which others changed a moment ago waits: its recipient would seem to be gone.
-- $1 uuid: plan, $2 timestamptz: now, $3 integer: how many
SELECT a.id, a.recipient, a.campaign_id, a.phone, a.name, a.previous_message, a.round, a.variables, a.zones, a.planned_for, a.tries,
       p.action, p.rules, p.template, p.confirmed_at
FROM bluetick.send_plans p
JOIN bluetick.send_attempts a ON a.plan = p.id
WHERE p.id = $1::uuid AND p.state = 'sending' AND a.state = 'planned' AND a.not_before <= $2::timestamptz
  AND NOT EXISTS (SELECT FROM bluetick.moved_recipients m WHERE m.campaign_id = a.campaign_id AND m.was = a.recipient)
  AND (p.canary IS NULL OR p.canary_passed_at IS NOT NULL OR a.position < p.canary)
ORDER BY a.not_before, a.position
LIMIT $3::integer
FOR UPDATE OF a SKIP LOCKED
