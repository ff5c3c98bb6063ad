-- The people with the highest lower end of the engagement score; of equals those with more messages.
-- $1 integer: days, $2 timestamptz: from, $3 timestamptz: to, $4 integer: limit
INSERT INTO bluetick.engagement_ranking
  (window_days, rank, phone_number, messages, delivered, read, replied, last_active, score, score_low, score_high)
SELECT $1::integer, row_number() OVER (ORDER BY e.score_low DESC, s.delivered DESC, s.phone_number),
       s.phone_number, s.messages, s.delivered, s.read, s.replied, s.last_active, e.score, e.score_low, e.score_high
FROM (
  SELECT m.phone_number, count(*) AS messages, count(*) FILTER (WHERE m.status ? 'delivered') AS delivered,
         count(*) FILTER (WHERE m.status ? 'read') AS read, count(m.replied_at) AS replied,
         max(greatest(bluetick.time_of(m.status ->> 'read'), m.replied_at)) AS last_active
  FROM public.broadcasts_messages m
  WHERE m.created_at > $2::timestamptz AND m.created_at <= $3::timestamptz AND m.phone_number IS NOT NULL
  GROUP BY m.phone_number
) AS s
CROSS JOIN LATERAL bluetick.engagement(s.delivered, s.read, s.replied, $3::timestamptz - s.last_active) AS e
WHERE s.delivered > 0
ORDER BY 2
LIMIT $4::integer
