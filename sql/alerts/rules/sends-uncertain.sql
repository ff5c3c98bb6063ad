-- Messages that may or may not have been sent, and no report has said so for a quarter of an hour: a person has to.
--! severity: warning
--! schedule: */5 * * * *
--! fire: rows
--! repeat: 24h
--! unit: messages
--! summary: {{value|message|messages}} may have been sent or not
--! runbook: docs/runbooks/sends-uncertain.md
SELECT count(*)::float8 AS value
FROM bluetick.send_attempts a
WHERE a.state = 'uncertain' AND a.claimed_at < :now::timestamptz - interval '15 minutes'
HAVING count(*) > 0
