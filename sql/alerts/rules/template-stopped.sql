-- A template was paused or disabled within the last day, and no newer news says that it may be sent again: every message
-- made of it fails.
--! severity: critical
--! schedule: * * * * *
--! fire: rows
--! repeat: 12h
--! summary: Template {{template}} is {{state}}: its messages are not sent
--! runbook: docs/runbooks/template-stopped.md
WITH newest AS (
  SELECT DISTINCT ON (e.subject) e.*
  FROM bluetick.account_events e
  WHERE e.kind = 'template-status' AND e.last_at > :now::timestamptz - interval '1 day' AND e.last_at <= :now::timestamptz
  ORDER BY e.subject, e.last_at DESC, e.effect DESC
)
SELECT n.subject AS template, n.value AS state
FROM newest n
WHERE n.effect = 'stops'
