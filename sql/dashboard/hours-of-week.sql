-- Delivered and read messages by the weekday (1 for Monday) and the hour in which they were first heard of.
-- $1 text: campaign ('' for all), $2 timestamptz: from, $3 timestamptz: to, $4 text: time zone
--! not-null: weekday, hour, delivered, read
SELECT (h.of_week / 24 + 1)::integer AS weekday, (h.of_week % 24)::integer AS hour, h.delivered, h.read
FROM (
  -- Hours since 1970-01-01, which was a Thursday, as the clocks of the zone count them.
  SELECT (extract(epoch FROM r.bucket AT TIME ZONE $4::text)::bigint / 3600 + 72) % 168 AS of_week,
         sum(r.delivered)::integer AS delivered, sum(r.read)::integer AS read
  FROM bluetick.message_rollup r
  WHERE r.campaign_id = $1::text AND r.bucket >= $2::timestamptz AND r.bucket < $3::timestamptz
  GROUP BY 1
  HAVING sum(r.delivered) > 0
) AS h
