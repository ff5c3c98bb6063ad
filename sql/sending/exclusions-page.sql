-- Whom a plan left out when it was made.
-- $1 uuid: plan, $2 integer: after this position, $3 integer: how many
SELECT e.position, e.recipient, e.phone, e.reason, e.details
FROM bluetick.send_exclusions e
WHERE e.plan = $1::uuid AND e.position > $2::integer
ORDER BY e.position
LIMIT $3::integer
