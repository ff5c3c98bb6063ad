-- The share of messages delivered within 30 seconds of sending: the guide's first success metric (95% and more).
-- Exact: 30 seconds is a bound of the histogram.
--! params: from, to, campaign, now
--! window: 24h
--! denominator: within_30_seconds of messages that are not too young, with a reported time of sending, of_delivered of those with both times reported: nothing inferred or estimated
--! column: messages count first heard of in the window
--! column: sent count of them with a reported time of sending
--! column: too_young count of those sent and not delivered yet, within the last quarter-hour or two: left out of the share
--! column: measured count of them delivered, both times reported
--! column: delivered_within_30_seconds count of those measured that took 30 seconds or less
--! column: within_30_seconds percent of all sent ones that are not too young
--! column: of_delivered percent of those measured
WITH sums AS (
  SELECT coalesce(sum(r.messages), 0) AS messages, coalesce(sum(r.sent), 0) AS sent,
         coalesce(sum(r.sent_undelivered) FILTER (WHERE r.bucket > $4::timestamptz - interval '30 minutes'), 0) AS too_young
  FROM bluetick.message_rollup r
  WHERE r.campaign_id = $3::text AND r.bucket >= $1::timestamptz AND r.bucket < $2::timestamptz
), times AS (
  SELECT coalesce(sum(t.n), 0) AS measured,
         coalesce(sum(t.n) FILTER (WHERE t.bin - 1 <= bluetick.time_bin(30000)), 0) AS soon
  FROM unnest(bluetick.delivery_histogram($3::text, $1::timestamptz, $2::timestamptz)) WITH ORDINALITY AS t(n, bin)
)
SELECT s.messages, s.sent, s.too_young, t.measured, t.soon AS delivered_within_30_seconds,
       t.soon * 100.0 / nullif(s.sent - s.too_young, 0) AS within_30_seconds,
       t.soon * 100.0 / nullif(t.measured, 0) AS of_delivered
FROM sums s CROSS JOIN times t
