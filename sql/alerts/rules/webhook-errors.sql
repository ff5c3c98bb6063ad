-- Errors and rejects of the last five minutes, over all replicas. Webhooks that were refused only because the
-- database was away are left out: that has an alert of its own.
--! severity: critical
--! schedule: * * * * *
--! fire: value > 0
--! keep-firing-for: 5m
--! repeat: 4h
--! unit: webhooks and items
--! summary: {{errors}} webhooks were answered with an error and {{rejects}} items rejected in the last 5 minutes
--! tables: reject-reasons
--! runbook: docs/runbooks/webhook-errors.md
SELECT coalesce(sum(webhook_errors + rejects), 0) AS value, coalesce(sum(webhook_errors), 0) AS errors,
       coalesce(sum(rejects), 0) AS rejects, coalesce(sum(webhooks), 0) AS webhooks
FROM bluetick.service_minutes
WHERE minute > :now::timestamptz - interval '5 minutes' AND minute <= :now::timestamptz
