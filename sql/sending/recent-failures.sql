-- The codes with which a number's newest messages failed since a time, as reports said; clocks may differ a little.
-- $1 text: sender, $2 timestamptz: since
--! not-null: *
SELECT f.code, count(*)::integer AS messages
FROM (
  SELECT a.message_ids FROM bluetick.send_attempts a JOIN bluetick.send_plans p ON p.id = a.plan
  WHERE p.sender = $1::text AND a.state = 'accepted' AND a.settled_at > $2::timestamptz - interval '10 minutes'
  ORDER BY a.settled_at DESC
  LIMIT 2000
) AS a
JOIN LATERAL (SELECT i.message FROM bluetick.message_ids i WHERE i.id = ANY (a.message_ids) LIMIT 1) AS i ON true
JOIN public.broadcasts_messages m ON m.id = i.message AND m.failure_code IS NOT NULL AND m.updated_at > $2::timestamptz - interval '2 seconds'
CROSS JOIN LATERAL (SELECT m.failure_code AS code) AS f
GROUP BY f.code
