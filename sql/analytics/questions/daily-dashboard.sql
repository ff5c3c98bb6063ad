-- The dashboard by day: what the guide's view message_status_dashboard shows, in any time zone and for any campaign.
-- The window begins at the beginning of its first day.
--! params: from, to, campaign, zone
--! window: 30d
--! begins: day
--! denominator: delivery_rate of all messages of the day, read_rate of its delivered ones
--! bars: total_messages
--! column: date date the day, in the answer's time zone
--! column: total_messages count first heard of on that day
--! column: sent count with a time of sending
--! column: delivered count that reached the phone, read ones included
--! column: read count that were read
--! column: failed count reported as failed, and nothing proves an arrival
--! column: delivery_rate percent delivered of total_messages
--! column: read_rate percent read of delivered
--! column: avg_delivery_seconds seconds mean of delivered - sent
SELECT to_char(r.bucket AT TIME ZONE $4::text, 'YYYY-MM-DD') AS date, sum(r.messages) AS total_messages,
       sum(r.sent) AS sent, sum(r.delivered) AS delivered, sum(r.read) AS read, sum(r.failed) AS failed,
       sum(r.delivered) * 100.0 / sum(r.messages) AS delivery_rate,
       sum(r.read) * 100.0 / nullif(sum(r.delivered), 0) AS read_rate,
       sum(r.delivery_ms) / 1000.0 / nullif(sum(r.deliveries), 0) AS avg_delivery_seconds
FROM bluetick.message_rollup r
WHERE r.campaign_id = $3::text AND r.bucket >= $1::timestamptz AND r.bucket < $2::timestamptz
GROUP BY 1
HAVING sum(r.messages) > 0
ORDER BY 1 DESC
