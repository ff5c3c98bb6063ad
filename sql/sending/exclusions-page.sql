-- Whom a plan left out when it was made.
-- $1 uuid: plan, $2 integer: after this position, $3 integer: how many
SELECT e.position, e.recipient, e.phone, e.reason, e.details
FROM bluetick.send_people p
CROSS JOIN json_to_recordset(p.people) AS e (position integer, recipient text, phone text, reason text, details text)
-- A document has at most a thousand people.
WHERE p.plan = $1::uuid AND p.kind = 'excluded' AND p.position > $2::integer - 1000 AND e.position > $2
ORDER BY e.position
LIMIT $3::integer
