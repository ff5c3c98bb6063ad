-- How engaged one person is: a score from 0 to 100 of what they read, what they reply to, and how lately they did either.
-- The formula is in docs/analytics.md; the interval tells a score of two messages from one of two hundred.
--! params: phone, from, to, now
--! window: 90d
--! denominator: delivered messages of the window to that number
--! column: messages count first heard of in the window
--! column: delivered count that reached the phone: the size of the sample
--! column: read count that were read
--! column: replied count that were replied to
--! column: last_active time when they last read or replied
--! column: read_rate percent read of delivered
--! column: reply_rate percent replied of delivered
--! column: score count from 0 to 100
--! column: score_low count with the lower ends of the 95% intervals (Wilson) of both rates
--! column: score_high count with their upper ends
WITH sums AS (
  SELECT count(*) AS messages, count(*) FILTER (WHERE m.status ? 'delivered') AS delivered,
         count(*) FILTER (WHERE m.status ? 'read') AS read, count(m.replied_at) AS replied,
         max(greatest(bluetick.time_of(m.status ->> 'read'), m.replied_at)) AS last_active
  FROM public.broadcasts_messages m
  WHERE m.phone_number = $1::text AND m.created_at >= $2::timestamptz AND m.created_at < $3::timestamptz
)
SELECT s.messages, s.delivered, s.read, s.replied, s.last_active, s.read * 100.0 / nullif(s.delivered, 0) AS read_rate,
       s.replied * 100.0 / nullif(s.delivered, 0) AS reply_rate, e.score, e.score_low, e.score_high
FROM sums s
CROSS JOIN LATERAL bluetick.engagement(s.delivered, s.read, s.replied, $4::timestamptz - s.last_active) AS e
WHERE s.messages > 0
