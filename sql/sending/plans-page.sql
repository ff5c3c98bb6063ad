-- Plans: those whose hash begins so, those of a sender that are being sent, or all; newest first, those being sent oldest first.
-- $1 text: beginning of the hash (NULL: any), $2 text: sender (NULL: any, in any state), $3 integer: how many
SELECT p.id, p.hash, p.action, p.campaign_id, p.sender, p.template, p.rules, p.canary, p.canary_passed_at, p.state, p.state_reason,
       p.planned_by, p.planned_at, p.confirmed_by, p.confirmed_at, p.ended_at, p.members, p.excluded
FROM bluetick.send_plans p
WHERE ($1::text IS NULL OR starts_with(p.hash, $1)) AND ($2::text IS NULL OR (p.sender = $2 AND p.state = 'sending'))
ORDER BY CASE WHEN $2::text IS NOT NULL THEN p.confirmed_at END, p.planned_at DESC, p.id
LIMIT $3::integer
