-- A draft becomes a plan that is sent, or a stopped one goes on; one caller wins.
-- $1 uuid: plan, $2 text: the state that it must have, $3 text: who, $4 timestamptz: when
UPDATE bluetick.send_plans p
SET state = 'sending', state_reason = NULL, confirmed_by = $3::text, confirmed_at = $4::timestamptz, ended_at = NULL
WHERE p.id = $1::uuid AND p.state = $2::text
