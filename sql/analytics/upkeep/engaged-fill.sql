-- The phone numbers with the highest share of delivered messages read; of equals those with more messages.
-- $1 integer: days, $2 timestamptz: from, $3 timestamptz: to, $4 integer: how many at most
INSERT INTO bluetick.engaged_phones (window_days, rank, phone_number, messages, delivered, read)
SELECT $1::integer, row_number() OVER (ORDER BY s.read * 1.0 / s.delivered DESC, s.delivered DESC, s.phone_number),
       s.phone_number, s.messages, s.delivered, s.read
FROM (
  SELECT m.phone_number, count(*) AS messages, count(*) FILTER (WHERE m.status ? 'delivered') AS delivered,
         count(*) FILTER (WHERE m.status ? 'read') AS read
  FROM public.broadcasts_messages m
  WHERE m.created_at > $2::timestamptz AND m.created_at <= $3::timestamptz AND m.phone_number IS NOT NULL
  GROUP BY m.phone_number
) AS s
WHERE s.delivered > 0
ORDER BY 2
LIMIT $4::integer
