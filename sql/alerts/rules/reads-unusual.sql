-- Reports of reads in the last hour, against the same hour of the last four weeks. Needs a week of history; minutes in
-- which no replica ran do not count.
--! severity: warning
--! schedule: */5 * * * *
--! fire: value < usual - 3 sigma and usual >= 100
--! for: 30m
--! keep-firing-for: 15m
--! close-after: 2h
--! repeat: 24h
--! inhibited-by: webhooks-silent, webhooks-refused, volume-unusual
--! unit: reads
--! summary: {{value|read|reads}} in the last hour, usually {{usual}} at this time
--! runbook: docs/runbooks/reads-unusual.md
WITH hours AS (
  SELECT day, sum(m.read_reports)::float8 AS reads
  FROM generate_series(0, 28) AS day
  CROSS JOIN LATERAL (SELECT :now::timestamptz - day * interval '24 hours' AS at) AS t
  JOIN bluetick.service_minutes m ON m.minute > t.at - interval '60 minutes' AND m.minute <= t.at
  GROUP BY day
  HAVING count(*) >= 50
), past AS (
  SELECT count(*) AS days, avg(reads) AS usual, stddev_samp(reads) AS spread FROM hours WHERE day > 0
)
SELECT h.reads AS value, round(p.usual::numeric) AS usual, round(greatest(p.spread, sqrt(p.usual))::numeric, 1) AS sigma
FROM hours h, past p
WHERE h.day = 0 AND p.days >= 7
