-- Gives back claims whose request never began.
-- $1 uuid[]: attempts, $2 text: who had taken them
UPDATE bluetick.send_attempts a SET state = 'planned', tries = a.tries - 1, claimed_by = NULL
WHERE a.id = ANY ($1::uuid[]) AND a.state = 'claimed' AND a.claimed_by = $2::text
RETURNING a.id, (SELECT p.sender FROM bluetick.send_plans p WHERE p.id = a.plan) AS sender
