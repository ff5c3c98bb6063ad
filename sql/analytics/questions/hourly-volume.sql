-- Messages by the hour in which they were first heard of.
-- The window begins at the beginning of its first hour.
--! params: from, to, campaign, zone
--! window: 24h
--! denominator: none
--! bars: messages_sent
--! column: hour time when the hour begins
--! column: messages_sent count all messages of the hour, whatever became of them
--! column: messages_delivered count that reached the phone
--! column: messages_read count that were read
SELECT date_trunc('hour', r.bucket, $4::text) AS hour, sum(r.messages) AS messages_sent,
       sum(r.delivered) AS messages_delivered, sum(r.read) AS messages_read
FROM bluetick.message_rollup r
WHERE r.campaign_id = $3::text AND r.bucket >= date_trunc('hour', $1::timestamptz, $4::text)
  AND r.bucket < $2::timestamptz
GROUP BY 1
HAVING sum(r.messages) > 0
ORDER BY 1 DESC
