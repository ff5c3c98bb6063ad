-- Status updates (batches) of the last five minutes that took over a second, over all replicas.
--! severity: warning
--! schedule: * * * * *
--! fire: value > 0
--! keep-firing-for: 10m
--! repeat: 12h
--! unit: updates
--! summary: {{value}} batches of status updates took over 1 s in the last 5 minutes (the slowest {{slowest_ms}} ms)
--! runbook: docs/runbooks/updates-slow.md
SELECT coalesce(sum(slow_updates), 0) AS value, coalesce(max(slowest_update_ms), 0) AS slowest_ms
FROM bluetick.service_minutes
WHERE minute > :now::timestamptz - interval '5 minutes' AND minute <= :now::timestamptz
