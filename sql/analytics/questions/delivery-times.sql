-- Delivery times, from sent to delivered: percentiles, and the share within 1, 5 and 10 minutes.
-- Percentiles are within 14% of the true value; the shares are exact.
--! params: from, to, campaign
--! window: 24h
--! denominator: messages of the window with reported times of sending and delivery: nothing inferred or estimated
--! column: measured count messages with such a time
--! column: p50 seconds half took no longer
--! column: p75 seconds three quarters took no longer
--! column: p90 seconds nine in ten took no longer
--! column: p95 seconds 95 in a hundred took no longer
--! column: p99 seconds 99 in a hundred took no longer
--! column: within_1_minute percent took 60 seconds or less
--! column: within_5_minutes percent took 5 minutes or less
--! column: within_10_minutes percent took 10 minutes or less
WITH bins AS (
  SELECT t.bin::integer - 1 AS bin, t.n
  FROM unnest(bluetick.delivery_histogram($3::text, $1::timestamptz, $2::timestamptz)) WITH ORDINALITY AS t(n, bin)
  WHERE t.n > 0
), ranked AS (
  SELECT b.bin, b.n, sum(b.n) OVER (ORDER BY b.bin) AS upto, sum(b.n) OVER () AS total FROM bins b
)
SELECT coalesce(max(total), 0) AS measured,
       bluetick.bin_seconds(min(bin) FILTER (WHERE upto >= total * 0.50)) AS p50,
       bluetick.bin_seconds(min(bin) FILTER (WHERE upto >= total * 0.75)) AS p75,
       bluetick.bin_seconds(min(bin) FILTER (WHERE upto >= total * 0.90)) AS p90,
       bluetick.bin_seconds(min(bin) FILTER (WHERE upto >= total * 0.95)) AS p95,
       bluetick.bin_seconds(min(bin) FILTER (WHERE upto >= total * 0.99)) AS p99,
       coalesce(sum(n) FILTER (WHERE bin <= bluetick.time_bin(60000)), 0) * 100 / max(total) AS within_1_minute,
       coalesce(sum(n) FILTER (WHERE bin <= bluetick.time_bin(300000)), 0) * 100 / max(total) AS within_5_minutes,
       coalesce(sum(n) FILTER (WHERE bin <= bluetick.time_bin(600000)), 0) * 100 / max(total) AS within_10_minutes
FROM ranked
