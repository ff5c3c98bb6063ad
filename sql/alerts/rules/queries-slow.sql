-- Bluetick's own queries of the last five minutes that took over a second, over all replicas, with the name of the one
-- that was slow most often. One or two are a checkpoint or a vacuum.
--! severity: warning
--! schedule: * * * * *
--! fire: value >= 3
--! resolve: value = 0
--! keep-firing-for: 10m
--! repeat: 12h
--! describe: statement
--! unit: queries
--! summary: {{value|database query|database queries}} took over 1 s in the last 5 minutes, most of them {{statement}} (the slowest {{slowest_ms}} ms)
--! tables: slow-statements
--! runbook: docs/runbooks/queries-slow.md
SELECT m.value, round(m.slowest_ms) AS slowest_ms, s.statement
FROM (SELECT coalesce(sum(slow_queries), 0) AS value, coalesce(max(slowest_query_ms), 0)::numeric AS slowest_ms
      FROM bluetick.service_minutes
      WHERE minute > :now::timestamptz - interval '5 minutes' AND minute <= :now::timestamptz) AS m
LEFT JOIN (SELECT statement FROM bluetick.slow_statements
           WHERE minute > :now::timestamptz - interval '5 minutes' AND minute <= :now::timestamptz
           GROUP BY statement ORDER BY sum(slow) DESC, statement LIMIT 1) AS s ON true
