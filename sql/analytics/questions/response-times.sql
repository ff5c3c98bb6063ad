-- Times from delivery to the person's first reply: mean, percentiles, and the share within 1, 5 and 60 minutes.
-- Percentiles are within 14% of the true value; the mean and the shares are exact.
--! params: from, to, campaign
--! window: 24h
--! denominator: messages of the window with a reply and reported times of delivery and reply: nothing inferred or estimated
--! column: measured count messages with such a time
--! column: mean seconds the average
--! column: p50 seconds half took no longer
--! column: p75 seconds three quarters took no longer
--! column: p90 seconds nine in ten took no longer
--! column: p95 seconds 95 in a hundred took no longer
--! column: within_1_minute percent took 60 seconds or less
--! column: within_5_minutes percent took 5 minutes or less
--! column: within_60_minutes percent took 60 minutes or less
WITH bins AS (
  SELECT t.bin::integer - 1 AS bin, t.n
  FROM unnest(bluetick.reply_histogram($3::text, $1::timestamptz, $2::timestamptz)) WITH ORDINALITY AS t(n, bin)
  WHERE t.n > 0
), ranked AS (
  SELECT b.bin, b.n, sum(b.n) OVER (ORDER BY b.bin) AS upto, sum(b.n) OVER () AS total FROM bins b
), sums AS (
  SELECT sum(r.reply_ms) / 1000.0 AS seconds, sum(r.replied_within_hour) AS within_hour
  FROM bluetick.rollup_within($3::text, $1::timestamptz, $2::timestamptz) r
)
SELECT coalesce(max(total), 0) AS measured, max(s.seconds) / max(total) AS mean,
       bluetick.bin_seconds(min(bin) FILTER (WHERE upto >= total * 0.50)) AS p50,
       bluetick.bin_seconds(min(bin) FILTER (WHERE upto >= total * 0.75)) AS p75,
       bluetick.bin_seconds(min(bin) FILTER (WHERE upto >= total * 0.90)) AS p90,
       bluetick.bin_seconds(min(bin) FILTER (WHERE upto >= total * 0.95)) AS p95,
       coalesce(sum(n) FILTER (WHERE bin <= bluetick.time_bin(60000)), 0) * 100 / max(total) AS within_1_minute,
       coalesce(sum(n) FILTER (WHERE bin <= bluetick.time_bin(300000)), 0) * 100 / max(total) AS within_5_minutes,
       max(s.within_hour) * 100.0 / max(total) AS within_60_minutes
FROM ranked CROSS JOIN sums s
