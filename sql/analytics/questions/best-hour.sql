-- Best time to send: read rate by hour of the day. Ordered by the lower end of the interval, not by the rate: an hour
-- with three lucky messages does not win.
--! params: from, to, campaign, zone
--! window: 30d
--! denominator: delivered messages of the window, by the hour in which they were first heard of
--! bars: read_rate
--! column: hour_of_day hour 0 to 23, in the answer's time zone
--! column: total_messages count delivered messages: the size of the sample
--! column: read count of them that were read
--! column: read_rate percent read of delivered
--! column: read_rate_low percent lower end of the 95% interval (Wilson)
--! column: read_rate_high percent upper end of the 95% interval (Wilson)
WITH hours AS (
  SELECT extract(hour FROM r.bucket AT TIME ZONE $4::text)::integer AS hour_of_day,
         sum(r.delivered)::float8 AS n, sum(r.read)::float8 AS k
  FROM bluetick.message_rollup r
  WHERE r.campaign_id = $3::text AND r.bucket >= $1::timestamptz AND r.bucket < $2::timestamptz
  GROUP BY 1
  HAVING sum(r.delivered) > 0
)
SELECT hour_of_day, n AS total_messages, k AS read, k * 100 / n AS read_rate,
       greatest(0, 100 * (k + z2 / 2 - sqrt(z2 * (k * (n - k) / n + z2 / 4))) / (n + z2)) AS read_rate_low,
       least(100, 100 * (k + z2 / 2 + sqrt(z2 * (k * (n - k) / n + z2 / 4))) / (n + z2)) AS read_rate_high
-- The square of 1.96, within which 95% of a normal distribution lie.
FROM hours CROSS JOIN (VALUES (3.8416::float8)) AS level(z2)
ORDER BY read_rate_low DESC, hour_of_day
