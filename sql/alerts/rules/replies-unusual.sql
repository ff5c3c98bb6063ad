-- How many people replied within an hour, of messages first heard of an hour and a quarter to two and a half hours ago, against the
-- same hour of the last four weeks. Needs a week of hours with at least 50 delivered messages, and people who usually reply.
--! severity: warning
--! schedule: */5 * * * *
--! fire: value < usual - 3 sigma and expected >= 50
--! resolve: value >= usual - 2 sigma
--! for: 30m
--! keep-firing-for: 15m
--! close-after: 2h
--! repeat: 24h
--! inhibited-by: webhooks-silent, webhooks-refused, volume-unusual, reads-unusual
--! unit: %
--! summary: {{value}}% of {{samples}} people replied within an hour, usually {{usual}}% at this time
--! runbook: docs/runbooks/replies-unusual.md
WITH hours AS (
  SELECT day, m.delivered, m.replied
  FROM generate_series(0, 28) AS day
  CROSS JOIN LATERAL (SELECT :now::timestamptz - day * interval '24 hours' AS at) AS t
  CROSS JOIN LATERAL (
    SELECT sum(r.delivered)::float8 AS delivered, sum(r.replied_within_hour)::float8 AS replied
    FROM bluetick.message_rollup r
    WHERE r.campaign_id = '' AND r.bucket > t.at - interval '150 minutes' AND r.bucket <= t.at - interval '90 minutes'
  ) AS m
  WHERE m.delivered >= 50
), past AS (
  SELECT count(*) AS days, avg(100 * replied / delivered) AS usual, stddev_samp(100 * replied / delivered) AS spread
  FROM hours WHERE day > 0
)
SELECT round((100 * h.replied / h.delivered)::numeric, 2) AS value, h.delivered AS samples,
       round(p.usual::numeric, 2) AS usual,
       -- What chance explains in a sample of this size, if the days differ by less.
       round(greatest(p.spread, sqrt(p.usual * (100 - p.usual) / h.delivered), 0.1)::numeric, 2) AS sigma,
       round((p.usual * h.delivered / 100)::numeric) AS expected
FROM hours h, past p
WHERE h.day = 0 AND p.days >= 7
