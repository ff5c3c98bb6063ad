-- Delivered and read messages by the weekday (1 for Monday) and the hour in which they were first heard of.
-- $1 text: campaign ('' for all), $2 timestamptz: from, $3 timestamptz: to, $4 text: time zone
--! not-null: weekday, hour, delivered, read
SELECT extract(isodow FROM r.bucket AT TIME ZONE $4::text)::integer AS weekday,
       extract(hour FROM r.bucket AT TIME ZONE $4::text)::integer AS hour,
       sum(r.delivered)::integer AS delivered, sum(r.read)::integer AS read
FROM bluetick.message_rollup r
WHERE r.campaign_id = $1::text AND r.bucket >= $2::timestamptz AND r.bucket < $3::timestamptz
GROUP BY 1, 2
HAVING sum(r.delivered) > 0
