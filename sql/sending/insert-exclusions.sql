-- Keeps whom a plan leaves out, and why.
-- $1 uuid: plan, $2 json: rows of send_exclusions
INSERT INTO bluetick.send_exclusions (plan, position, recipient, phone, reason, details)
SELECT $1::uuid, e.position, e.recipient, e.phone, e.reason, e.details
FROM json_populate_recordset(NULL::bluetick.send_exclusions, $2::json) AS e
