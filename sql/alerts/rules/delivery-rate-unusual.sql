-- The last hour's delivery rate against the same hour of the last four weeks, each as it was known then. Needs a week of
-- hours with at least 50 messages; before that nothing is said.
--! severity: warning
--! schedule: */5 * * * *
--! fire: value < usual - 3 sigma
--! resolve: value >= usual - 2 sigma
--! for: 15m
--! keep-firing-for: 15m
--! close-after: 1h
--! repeat: 24h
--! inhibited-by: delivery-rate-low, messages-stuck, webhooks-silent, webhooks-refused
--! unit: %
--! summary: Delivery rate {{value}}% over the last hour, usually {{usual}}% at this time ({{samples|message|messages}})
--! tables: worst-campaigns, failure-codes
--! chart: delivery-by-five-minutes
--! runbook: docs/runbooks/delivery-rate-unusual.md
WITH hours AS (
  SELECT day, sum(c.delivered)::float8 AS delivered, sum(c.messages - c.out_of_reach)::float8 AS messages
  FROM generate_series(0, 28) AS day
  CROSS JOIN LATERAL (SELECT :now::timestamptz - day * interval '24 hours' AS at) AS t
  JOIN bluetick.delivery_cohorts c ON c.bucket > t.at - interval '65 minutes' AND c.bucket <= t.at - interval '10 minutes'
                         AND c.known <= t.at
  GROUP BY day
), past AS (
  SELECT count(*) AS days, avg(100 * delivered / messages) AS usual, stddev_samp(100 * delivered / messages) AS spread
  FROM hours WHERE day > 0 AND messages >= 50
)
SELECT round((100 * h.delivered / h.messages)::numeric, 2) AS value, h.messages AS samples,
       round(p.usual::numeric, 2) AS usual,
       -- What chance explains in a sample of this size, if the days differ by less.
       round(greatest(p.spread, sqrt(p.usual * (100 - p.usual) / h.messages), 0.5)::numeric, 2) AS sigma
FROM hours h, past p
WHERE h.day = 0 AND h.messages >= 50 AND p.days >= 7
