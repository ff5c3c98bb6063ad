-- Webhooks of the last five minutes that were answered with an error of ours, over all replicas, where that is at least one
-- in a hundred. Webhooks that were refused only because the database was away are left out: that has an alert of its own.
-- What was not understood has one too: webhook-rejects.
--! severity: critical
--! schedule: * * * * *
--! fire: value > 0 and share >= 1
--! resolve: value = 0
--! keep-firing-for: 5m
--! repeat: 4h
--! unit: webhooks
--! summary: {{value|webhook was|webhooks were}} answered with an error in the last 5 minutes ({{share}}% of {{webhooks}})
--! runbook: docs/runbooks/webhook-errors.md
SELECT coalesce(sum(webhook_errors), 0) AS value,
       coalesce(round(100.0 * sum(webhook_errors) / nullif(sum(webhooks), 0), 2), 0) AS share,
       coalesce(sum(webhooks), 0) AS webhooks
FROM bluetick.service_minutes
WHERE minute > :now::timestamptz - interval '5 minutes' AND minute <= :now::timestamptz
