-- The account cannot send: it is restricted, banned or refused (the newest news of it say so), or WhatsApp answered its
-- messages with an error of the whole account (billing, locked, policy) within the last hour.
--! severity: critical
--! schedule: * * * * *
--! fire: rows
--! keep-firing-for: 10m
--! repeat: 4h
--! summary: WhatsApp stopped the account: {{kind}} {{state}} ({{subject}})
--! runbook: docs/runbooks/account-stopped.md
WITH newest AS (
  SELECT DISTINCT ON (e.kind, e.subject) e.*
  FROM bluetick.account_events e
  WHERE e.kind IN ('account-status', 'account-review') AND e.effect IN ('stops', 'frees')
    AND e.last_at > :now::timestamptz - interval '7 days' AND e.last_at <= :now::timestamptz
  ORDER BY e.kind, e.subject, e.last_at DESC, e.effect DESC
)
SELECT n.kind, n.subject, n.value AS state
FROM newest n
WHERE n.effect = 'stops' AND (n.until IS NULL OR n.until > :now::timestamptz)
UNION ALL
SELECT e.kind, e.subject, e.value
FROM bluetick.account_events e
WHERE e.kind = 'account-error' AND e.effect = 'stops' AND e.last_at > :now::timestamptz - interval '1 hour'
  AND e.last_at <= :now::timestamptz + interval '5 minutes'
GROUP BY e.kind, e.subject, e.value
