-- The plans that a message came of, and those whose messages followed it, oldest first; the message by any of its ids.
-- $1 text: id
--! not-null: action, hash, state, is_before, got_it_twice
WITH ids AS (
  SELECT coalesce(b.message_id || coalesce(b.aliases, '{}'), '{}') || $1::text AS all_of_it
  FROM (SELECT 1) AS one
  LEFT JOIN bluetick.message_ids i ON i.id = $1
  LEFT JOIN public.broadcasts_messages b ON b.id = i.message
), attempt AS (
  SELECT m.*, false AS is_before FROM ids, bluetick.send_attempts m WHERE m.message_ids && ids.all_of_it
  UNION ALL
  SELECT f.*, true FROM ids, bluetick.send_attempts f
  WHERE f.previous_message = ANY (ids.all_of_it) AND f.state IN ('claimed', 'uncertain', 'accepted')
)
SELECT p.action, p.hash, a.state, a.claimed_at, a.is_before,
       CASE WHEN a.is_before THEN a.message_ids[1] ELSE a.previous_message END AS other,
       coalesce(p.action = 'resend' AND m.status ? 'delivered' AND o.status ? 'delivered', false) AS got_it_twice
FROM attempt a
JOIN bluetick.send_plans p ON p.id = a.plan
LEFT JOIN LATERAL (SELECT i.message FROM bluetick.message_ids i WHERE i.id = ANY (a.message_ids) LIMIT 1) AS i ON true
LEFT JOIN public.broadcasts_messages m ON m.id = i.message
LEFT JOIN bluetick.message_ids oi ON oi.id = a.previous_message
LEFT JOIN public.broadcasts_messages o ON o.id = oi.message
ORDER BY a.claimed_at NULLS LAST, a.id
LIMIT 100
