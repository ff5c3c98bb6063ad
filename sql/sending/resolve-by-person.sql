-- A person knows what became of an uncertain attempt: sent, or not sent and so planned again.
-- $1 uuid: attempt, $2 boolean: was it sent, $3 text: who says so, $4 timestamptz: now
UPDATE bluetick.send_attempts a
SET state = CASE WHEN $2::boolean THEN 'accepted' ELSE 'planned' END, state_reason = NULL, settled_at = $4::timestamptz,
    settled_by = $3::text, joined = $2,
    -- From now on: it is not late.
    planned_for = CASE WHEN $2 THEN a.planned_for ELSE $4 END, not_before = CASE WHEN $2 THEN a.not_before ELSE $4 END
WHERE a.id = $1::uuid AND a.state = 'uncertain'
RETURNING a.plan
