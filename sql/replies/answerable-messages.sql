-- The messages that inbound messages may answer: those that are named, and for each that names none the newest to arrive
-- at its number before it. The domain chooses among them.
-- $1 text[]: ids that are named, $2 json: [{phone, at}], $3 bigint: how far back, in milliseconds, $4 integer: how many
--! not-null: id, message_id
SELECT m.id, m.message_id, m.aliases, m.phone_number, m.status, m.inferred_kinds, m.stand_in_kinds,
       m.failures, m.pricing, m.campaign_name, m.replied_at, m.reply_type, m.reply_named, m.created_at, m.counted_in, m.recipient_left
FROM public.broadcasts_messages m
WHERE m.id IN (
  SELECT i.message FROM bluetick.message_ids i WHERE i.id = ANY ($1::text[])
  UNION
  SELECT c.id
  FROM json_to_recordset($2::json) AS a(phone text, at timestamptz)
  CROSS JOIN LATERAL (
    SELECT p.id
    FROM public.broadcasts_messages p
    CROSS JOIN LATERAL (
      SELECT bluetick.time_of(coalesce(p.status ->> 'delivered', p.status ->> 'read', p.status ->> 'played')) AS arrived_at
    ) AS t
    -- As we write a number, and as others may.
    WHERE p.phone_number IN (a.phone, substr(a.phone, 2)) AND t.arrived_at < a.at + interval '1 second'
      AND t.arrived_at >= a.at - make_interval(secs => $3::bigint / 1000.0)
    ORDER BY t.arrived_at DESC, p.id
    LIMIT $4::integer
  ) AS c
)
