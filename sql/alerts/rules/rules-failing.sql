-- Rules that have failed for ten minutes: an alarm that cannot go off must say so itself.
--! severity: warning
--! schedule: */5 * * * *
--! fire: rows
--! for: 10m
--! repeat: 24h
--! unit: minutes
--! summary: {{minutes|minute|minutes}} without an evaluation of the rule {{failing_rule}}
--! runbook: docs/runbooks/rules-failing.md
SELECT rule AS failing_rule, round(extract(epoch FROM :now::timestamptz - health_since) / 60) AS minutes
FROM bluetick.alert_rules
WHERE health = 'error' AND health_since <= :now::timestamptz - interval '10 minutes'
  AND slot > :now::timestamptz - interval '2 hours'
ORDER BY minutes DESC
