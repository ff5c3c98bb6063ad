-- When people read messages or wrote to us: the newest hundred of each.
-- $1 text[]: phones
--! not-null: *
SELECT p.phone, h.at
FROM unnest($1::text[]) AS p(phone)
CROSS JOIN LATERAL (
  SELECT e.at FROM (
    (SELECT bluetick.time_of(m.status ->> 'read') AS at
     FROM public.broadcasts_messages m
     WHERE m.phone_number = p.phone AND m.status ? 'read'
     ORDER BY m.id DESC
     LIMIT 100)
    UNION ALL
    (SELECT i.at FROM bluetick.inbound_messages i WHERE i.phone = p.phone ORDER BY i.at DESC LIMIT 100)
  ) AS e
  WHERE e.at IS NOT NULL
  LIMIT 100
) AS h
