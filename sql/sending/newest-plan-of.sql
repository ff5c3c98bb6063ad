-- The newest plan for a campaign that somebody made and sent.
-- $1 text: who made it, $2 text: campaign
SELECT p.hash, p.state
FROM bluetick.send_plans p
WHERE p.planned_by = $1::text AND p.campaign_id = $2::text AND p.state <> 'draft'
ORDER BY p.planned_at DESC
LIMIT 1
