-- What became of a plan's first wave.
-- $1 uuid: plan, $2 timestamptz: now
--! not-null: *
SELECT count(*) FILTER (WHERE a.state IN ('planned', 'claimed'))::integer AS waiting,
       count(*) FILTER (WHERE a.state = 'accepted')::integer AS accepted,
       count(*) FILTER (WHERE a.state = 'uncertain')::integer AS uncertain,
       count(*) FILTER (WHERE a.state = 'refused')::integer AS refused,
       count(*) FILTER (WHERE m.status ? 'delivered')::integer AS delivered,
       count(*) FILTER (WHERE m.status ? 'failed' AND NOT m.status ? 'delivered')::integer AS failed,
       count(*) FILTER (WHERE a.state = 'accepted' AND EXISTS (
         SELECT FROM bluetick.suppressions s WHERE s.phone = a.phone AND s.since >= a.claimed_at))::integer AS opted_out,
       coalesce(extract(epoch FROM $2::timestamptz - max(a.settled_at)) * 1000, 0)::float8 AS rested_ms
FROM bluetick.send_plans p
JOIN bluetick.send_attempts a ON a.plan = p.id AND a.position < p.canary
LEFT JOIN LATERAL (SELECT i.message FROM bluetick.message_ids i WHERE i.id = ANY (a.message_ids) LIMIT 1) AS i ON true
LEFT JOIN public.broadcasts_messages m ON m.id = i.message
WHERE p.id = $1::uuid
