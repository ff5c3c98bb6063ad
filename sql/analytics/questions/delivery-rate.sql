-- Delivery rate: the share of messages that reached the recipient's phone. Read messages are delivered ones.
--! params: from, to, campaign, now
--! window: 24h
--! denominator: all messages of the window; for mature_delivery_rate less those too young
--! column: messages count first heard of in the window
--! column: delivered count that reached the phone, read ones included
--! column: failed count reported as failed, and nothing proves an arrival
--! column: too_young count without outcome and heard of within the last quarter-hour or two
--! column: unresolved count without outcome, and not young any more
--! column: delivery_rate percent delivered of messages, as the guide has it
--! column: mature_delivery_rate percent delivered of messages that are not too young
WITH sums AS (
  SELECT coalesce(sum(r.messages), 0) AS messages, coalesce(sum(r.delivered), 0) AS delivered,
         coalesce(sum(r.failed), 0) AS failed,
         -- A message older than five minutes may be in the same quarter-hour as one that is not.
         coalesce(sum(r.messages - r.delivered - r.failed)
                  FILTER (WHERE r.bucket > $4::timestamptz - interval '20 minutes'), 0) AS too_young
  FROM bluetick.message_rollup r
  WHERE r.campaign_id = $3::text AND r.bucket >= $1::timestamptz AND r.bucket < $2::timestamptz
)
SELECT messages, delivered, failed, too_young, messages - delivered - failed - too_young AS unresolved,
       delivered * 100.0 / nullif(messages, 0) AS delivery_rate,
       delivered * 100.0 / nullif(messages - too_young, 0) AS mature_delivery_rate
FROM sums
