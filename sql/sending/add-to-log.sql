-- Adds a line to the audit trail.
-- $1 timestamptz: when, $2 uuid: plan (NULL: none), $3 text: who, $4 text: what, $5 text: details (NULL: none)
INSERT INTO bluetick.send_log (at, plan, by, what, details) VALUES ($1::timestamptz, $2::uuid, $3::text, $4::text, $5::text)
