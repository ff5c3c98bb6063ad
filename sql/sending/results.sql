-- What came of a plan so far. Messages count as they stand, by whichever of their ids is known.
-- $1 uuid: plan
--! not-null: attempts, reasons, delivered, read, failed, replied, got_it_twice
WITH attempt AS MATERIALIZED (
  SELECT a.state, coalesce(a.state_code, '') AS code, a.not_before, a.message_ids, a.previous_message
  FROM bluetick.send_attempts a WHERE a.plan = $1::uuid
  UNION ALL
  -- A draft's are still documents.
  SELECT 'planned', '', m.planned_for, NULL, NULL
  FROM bluetick.send_people p CROSS JOIN json_to_recordset(p.people) AS m (planned_for timestamptz)
  WHERE p.plan = $1 AND p.kind = 'members'
), message AS (
  SELECT m.status, m.replied_at, o.status AS status_before
  FROM attempt a
  JOIN LATERAL (SELECT i.message FROM bluetick.message_ids i WHERE i.id = ANY (a.message_ids) LIMIT 1) AS i ON true
  JOIN public.broadcasts_messages m ON m.id = i.message
  LEFT JOIN bluetick.message_ids oi ON oi.id = a.previous_message
  LEFT JOIN public.broadcasts_messages o ON o.id = oi.message
  WHERE a.state = 'accepted'
)
SELECT (SELECT json_object_agg(s.state, s.n) FROM (SELECT state, count(*) AS n FROM attempt GROUP BY state) AS s) AS attempts,
       (SELECT json_object_agg(s.code, s.n) FROM (SELECT code, count(*) AS n FROM attempt
                                                  WHERE state IN ('refused', 'excluded') GROUP BY code) AS s) AS reasons,
       (SELECT min(not_before) FROM attempt WHERE state = 'planned') AS next_at,
       count(*) FILTER (WHERE m.status ? 'delivered')::integer AS delivered,
       count(*) FILTER (WHERE m.status ? 'read')::integer AS read,
       count(*) FILTER (WHERE m.status ? 'failed' AND NOT m.status ? 'delivered')::integer AS failed,
       count(m.replied_at)::integer AS replied,
       count(*) FILTER (WHERE m.status ? 'delivered' AND m.status_before ? 'delivered' AND p.action = 'resend')::integer AS got_it_twice
FROM bluetick.send_plans p LEFT JOIN message m ON true
WHERE p.id = $1::uuid
GROUP BY p.id
