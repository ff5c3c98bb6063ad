-- Stops a plan that is being sent.
-- $1 uuid: plan, $2 text: why, $3 timestamptz: when
UPDATE bluetick.send_plans p SET state = 'stopped', state_reason = $2::text, ended_at = $3::timestamptz
WHERE p.id = $1::uuid AND p.state = 'sending'
