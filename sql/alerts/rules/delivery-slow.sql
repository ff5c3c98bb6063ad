-- The median time from sent to delivered over the last hour, with the mean and the 95th percentile beside it: a few phones
-- that were switched off rule a mean. Deliveries that were only inferred from a read have no honest time and are left out, as
-- is what took longer than it could be known at the time.
--! severity: warning
--! schedule: * * * * *
--! fire: value > 30
--! resolve: value < 25
--! for: 5m
--! keep-firing-for: 15m
--! min-samples: 50
--! close-after: 1h
--! repeat: 12h
--! inhibited-by: messages-stuck, webhooks-silent
--! unit: s
--! summary: Half of the deliveries take over {{value}} s (95% take {{p95}} s or less; {{over_30}}% over 30 s; {{samples|message|messages}})
--! tables: worst-campaigns
--! runbook: docs/runbooks/delivery-slow.md
WITH times AS (
  SELECT t.bin - 1 AS bin, sum(t.n) AS n
  FROM bluetick.message_rollup r
  CROSS JOIN LATERAL unnest(r.delivery_times) WITH ORDINALITY AS t(n, bin)
  WHERE r.campaign_id = '' AND r.bucket > :now::timestamptz - interval '75 minutes' AND r.bucket <= :now::timestamptz
    AND t.bin - 1 <= bluetick.time_bin((extract(epoch FROM :now::timestamptz - r.bucket) * 1000)::bigint)
  GROUP BY t.bin
), ranked AS (
  SELECT bin, n, sum(n) OVER (ORDER BY bin) AS upto, sum(n) OVER () AS samples FROM times
)
SELECT round(min(bluetick.bin_seconds(bin::integer)) FILTER (WHERE upto >= 0.5 * samples)::numeric, 1) AS value,
       max(samples) AS samples,
       round(min(bluetick.bin_seconds(bin::integer)) FILTER (WHERE upto >= 0.95 * samples)::numeric, 1) AS p95,
       round(100.0 * sum(n) FILTER (WHERE bluetick.bin_seconds(bin::integer) > 30) / nullif(max(samples), 0), 1) AS over_30
FROM ranked
WHERE samples > 0
