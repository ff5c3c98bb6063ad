-- Status updates (batches) of the last five minutes that took over a second, over all replicas. One or two are a
-- checkpoint or a vacuum.
--! severity: warning
--! schedule: * * * * *
--! fire: value >= 3
--! resolve: value = 0
--! keep-firing-for: 10m
--! repeat: 12h
--! unit: updates
--! summary: {{value|batch|batches}} of status updates took over 1 s in the last 5 minutes (the slowest {{slowest_ms}} ms)
--! tables: slow-statements
--! runbook: docs/runbooks/updates-slow.md
SELECT coalesce(sum(slow_updates), 0) AS value, round(coalesce(max(slowest_update_ms), 0)::numeric) AS slowest_ms
FROM bluetick.service_minutes
WHERE minute > :now::timestamptz - interval '5 minutes' AND minute <= :now::timestamptz
