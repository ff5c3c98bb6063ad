-- WhatsApp warned within the last day: quality of a number or a template fell, a limit was reached, the account violated a
-- policy or is about to be disabled. Sending goes on, and will be stopped or limited if nothing is done.
--! severity: warning
--! schedule: */5 * * * *
--! fire: rows
--! repeat: 24h
--! summary: WhatsApp warns: {{kind}} {{state}} ({{subject}})
--! runbook: docs/runbooks/sending-at-risk.md
WITH newest AS (
  SELECT DISTINCT ON (e.kind, e.subject) e.*
  FROM bluetick.account_events e
  WHERE e.last_at > :now::timestamptz - interval '1 day' AND e.last_at <= :now::timestamptz
    AND e.kind NOT IN ('opt-out', 'opt-in', 'block')
  ORDER BY e.kind, e.subject, e.last_at DESC, e.effect DESC
)
SELECT n.kind, n.subject, n.value AS state
FROM newest n
WHERE n.effect = 'warns' AND (n.kind <> 'account-error' OR n.last_at > :now::timestamptz - interval '1 hour')
