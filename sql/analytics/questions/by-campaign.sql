-- Deliveries, reads and failures by campaign.
--! params: from, to, limit
--! window: 30d
--! denominator: delivery_rate and failure_rate of all messages of the campaign in the window, read_rate and reply_rate of its delivered ones
--! bars: messages
--! column: campaign_id text the campaign
--! column: name text its name
--! column: messages count first heard of in the window
--! column: delivered count that reached the phone, read ones included
--! column: read count that were read
--! column: failed count reported as failed, and nothing proves an arrival
--! column: replied count that were replied to
--! column: delivery_rate percent delivered of messages
--! column: read_rate percent read of delivered
--! column: reply_rate percent replied of delivered
--! column: failure_rate percent failed of messages
SELECT s.campaign_id, c.name, s.messages, s.delivered, s.read, s.failed, s.replied,
       s.delivered * 100.0 / s.messages AS delivery_rate, s.read * 100.0 / nullif(s.delivered, 0) AS read_rate,
       s.replied * 100.0 / nullif(s.delivered, 0) AS reply_rate,
       s.failed * 100.0 / s.messages AS failure_rate
FROM (
  SELECT r.campaign_id, sum(r.messages) AS messages, sum(r.delivered) AS delivered, sum(r.read) AS read,
         sum(r.failed) AS failed, sum(r.replied) AS replied
  FROM bluetick.message_rollup r
  WHERE r.campaign_id > '' AND r.bucket >= $1::timestamptz AND r.bucket < $2::timestamptz
  GROUP BY r.campaign_id
  HAVING sum(r.messages) > 0
) AS s
LEFT JOIN public.marketing_campaigns c ON c.id = s.campaign_id
ORDER BY s.failed DESC, s.messages DESC, s.campaign_id
LIMIT $3::integer
