-- The share of the last hour's items that were not understood, over all replicas. They are kept and can be replayed: not
-- worth a night, and a stranger who may post can send some at will.
--! severity: warning
--! schedule: * * * * *
--! fire: value > 5 and rejects >= 20
--! resolve: value < 1
--! min-samples: 400
--! keep-firing-for: 30m
--! close-after: 6h
--! repeat: 24h
--! unit: %
--! summary: {{rejects|item was|items were}} not understood in the last hour ({{value}}% of {{samples}})
--! tables: reject-reasons
--! runbook: docs/runbooks/webhook-rejects.md
SELECT round(100.0 * sum(rejects) / nullif(sum(reports + rejects), 0), 2) AS value,
       coalesce(sum(reports + rejects), 0) AS samples, coalesce(sum(rejects), 0) AS rejects
FROM bluetick.service_minutes
WHERE minute > :now::timestamptz - interval '60 minutes' AND minute <= :now::timestamptz
