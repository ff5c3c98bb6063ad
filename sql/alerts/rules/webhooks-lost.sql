-- Webhooks that were answered with 200 and lost from the spool in the last hour, because its files were damaged or removed.
-- Their senders do not send them again.
--! severity: critical
--! schedule: * * * * *
--! fire: value > 0
--! repeat: 4h
--! unit: webhooks
--! summary: {{value|webhook that was answered with 200 was|webhooks that were answered with 200 were}} lost from the spool
--! runbook: docs/runbooks/webhooks-lost.md
SELECT coalesce(sum(lost_webhooks), 0) AS value
FROM bluetick.service_minutes
WHERE minute > :now::timestamptz - interval '60 minutes' AND minute <= :now::timestamptz
