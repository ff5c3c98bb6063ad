-- Our own lag: how long reports took from their receipt to their commit, and from the time that WhatsApp gives to the
-- commit. The first is ours alone; the second holds WhatsApp's and the network's share, and is a second coarse.
-- Written once a minute. Percentiles are within 14% of the true value.
--! params: from, to, zone, step
--! window: 24h
--! begins: step
--! denominator: reports committed in the hour or day; for provider_* those with a readable time of their own
--! column: time time when the hour or the day begins
--! column: reports count committed then
--! column: receipt_avg seconds mean from receipt to commit
--! column: receipt_p50 seconds half took no longer
--! column: receipt_p95 seconds 95 in a hundred took no longer
--! column: receipt_p99 seconds 99 in a hundred took no longer
--! column: provider_avg seconds mean from WhatsApp's time to commit
--! column: provider_p50 seconds half took no longer
--! column: provider_p95 seconds 95 in a hundred took no longer
--! column: provider_p99 seconds 99 in a hundred took no longer
WITH buckets AS (
  SELECT bluetick.begin_of($4::text, l.bucket, $3::text) AS time, l.*
  FROM bluetick.lag_rollup l
  WHERE l.bucket >= $1::timestamptz AND l.bucket < $2::timestamptz
), bins AS (
  SELECT b.time, t.bin::integer - 1 AS bin, sum(t.receipt) AS receipt, sum(t.provider) AS provider
  FROM buckets b
  CROSS JOIN LATERAL unnest(b.receipt_times, b.provider_times) WITH ORDINALITY AS t(receipt, provider, bin)
  GROUP BY b.time, t.bin
), ranked AS (
  SELECT b.time, b.bin, sum(b.receipt) OVER upto AS receipt_upto, sum(b.receipt) OVER whole AS receipt_total,
         sum(b.provider) OVER upto AS provider_upto, sum(b.provider) OVER whole AS provider_total
  FROM bins b
  WINDOW upto AS (PARTITION BY b.time ORDER BY b.bin), whole AS (PARTITION BY b.time)
), quantiles AS (
  SELECT time,
         bluetick.bin_seconds(min(bin) FILTER (WHERE receipt_upto >= receipt_total * 0.50)) / 100 AS receipt_p50,
         bluetick.bin_seconds(min(bin) FILTER (WHERE receipt_upto >= receipt_total * 0.95)) / 100 AS receipt_p95,
         bluetick.bin_seconds(min(bin) FILTER (WHERE receipt_upto >= receipt_total * 0.99)) / 100 AS receipt_p99,
         bluetick.bin_seconds(min(bin) FILTER (WHERE provider_upto >= provider_total * 0.50)) AS provider_p50,
         bluetick.bin_seconds(min(bin) FILTER (WHERE provider_upto >= provider_total * 0.95)) AS provider_p95,
         bluetick.bin_seconds(min(bin) FILTER (WHERE provider_upto >= provider_total * 0.99)) AS provider_p99
  FROM ranked
  GROUP BY time
)
SELECT s.time, s.reports, s.receipt_ms / 1000.0 / nullif(s.reports, 0) AS receipt_avg, q.receipt_p50, q.receipt_p95,
       q.receipt_p99, s.provider_ms / 1000.0 / nullif(s.timed_reports, 0) AS provider_avg, q.provider_p50,
       q.provider_p95, q.provider_p99
FROM (
  SELECT b.time, sum(b.reports) AS reports, sum(b.receipt_ms) AS receipt_ms, sum(b.timed_reports) AS timed_reports,
         sum(b.provider_ms) AS provider_ms
  FROM buckets b GROUP BY b.time
) AS s
LEFT JOIN quantiles q USING (time)
ORDER BY s.time DESC
