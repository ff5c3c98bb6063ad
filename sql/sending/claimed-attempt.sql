-- An attempt whose answer came, and its number.
-- $1 uuid: attempt, $2 text: who had taken it
SELECT a.id, a.plan, a.phone, a.tries, p.sender
FROM bluetick.send_attempts a JOIN bluetick.send_plans p ON p.id = a.plan
WHERE a.id = $1::uuid AND a.state IN ('claimed', 'uncertain') AND a.claimed_by = $2::text
