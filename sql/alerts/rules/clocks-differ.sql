-- How far the clock of a replica was from the database's in the last ten minutes, at most. Minutes are counted by the
-- database's clock, but times of receipt are the replica's.
--! severity: warning
--! schedule: * * * * *
--! fire: value > 30
--! resolve: value < 10
--! for: 5m
--! repeat: 24h
--! unit: s
--! summary: A replica's clock is off by {{value}} s against the database's
--! runbook: docs/runbooks/clocks-differ.md
SELECT round((max(clock_skew_ms) / 1000)::numeric, 1) AS value
FROM bluetick.service_minutes
WHERE minute > :now::timestamptz - interval '10 minutes' AND minute <= :now::timestamptz
