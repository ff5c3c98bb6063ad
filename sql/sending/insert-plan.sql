-- Keeps a plan as a draft.
-- $1 json: the plan, a row of send_plans
INSERT INTO bluetick.send_plans (id, hash, action, campaign_id, sender, template, rules, canary, planned_by, planned_at, members, excluded)
SELECT p.id, p.hash, p.action, p.campaign_id, p.sender, p.template, p.rules, p.canary, p.planned_by, p.planned_at, p.members, p.excluded
FROM json_populate_record(NULL::bluetick.send_plans, $1::json) AS p
