-- The share of the delivered messages of the last 24 hours that were read, where it is also below what is usual here: what
-- is always below 50% is not news. People take longer to read than phones to receive: what is younger than six hours says
-- nothing yet. Until three days are there to compare with, the rule says nothing.
--! severity: warning
--! schedule: */5 * * * *
--! fire: value < 50 and value < usual - 3 sigma
--! resolve: value >= 52
--! for: 15m
--! keep-firing-for: 30m
--! min-samples: 400
--! close-after: 6h
--! repeat: 24h
--! unit: %
--! param.young: 6 hours
--! summary: Read rate {{value}}% over the last 24 hours ({{samples|delivered message|delivered messages}})
--! tables: worst-read-campaigns
--! runbook: docs/runbooks/read-rate-low.md
WITH days AS (
  SELECT day, m.read, m.delivered
  FROM generate_series(0, 28) AS day
  CROSS JOIN LATERAL (SELECT :now::timestamptz - day * interval '24 hours' AS at) AS t
  CROSS JOIN LATERAL (
    SELECT sum(r.read)::float8 AS read, sum(r.delivered)::float8 AS delivered
    FROM bluetick.message_rollup r
    WHERE r.campaign_id = '' AND r.bucket > t.at - interval '24 hours'
      AND r.bucket <= t.at - :young::interval - interval '15 minutes'
  ) AS m
  WHERE m.delivered > 0
), past AS (
  SELECT count(*) AS days, avg(100 * read / delivered) AS usual, stddev_samp(100 * read / delivered) AS spread
  FROM days WHERE day > 0 AND delivered >= 50
)
SELECT round((100 * d.read / d.delivered)::numeric, 2) AS value, d.delivered AS samples,
       round(p.usual::numeric, 2) AS usual,
       -- The days before had longer to be read: a difference of nine points may be just that.
       round(greatest(p.spread, 3)::numeric, 2) AS sigma
FROM days d, past p
WHERE d.day = 0 AND p.days >= 3
