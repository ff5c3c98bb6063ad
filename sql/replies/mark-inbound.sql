-- Lets inbound messages wait to be matched (again): those that name a message by an id that is newly known, and those that
-- name none and came after a message arrived that arrived at another time until now. Where nobody ever replied, nothing is
-- looked for.
-- $1 text[]: ids, $2 text[]: numbers, $3 timestamptz[]: and when a message arrived at each, $4 integer: hours after an arrival
-- in which it can be answered, at most
INSERT INTO bluetick.inbound_to_match (inbound)
SELECT i.id FROM bluetick.inbound_messages i
WHERE i.answers_id = ANY ($1::text[]) AND EXISTS (SELECT FROM bluetick.inbound_messages)
UNION
SELECT i.id
FROM unnest($2::text[], $3::timestamptz[]) AS a(phone, arrived_at)
JOIN bluetick.inbound_messages i
  ON i.phone = a.phone AND i.answers_id IS NULL AND i.at > a.arrived_at - interval '1 second'
     AND i.at <= a.arrived_at + make_interval(hours => $4::integer)
WHERE EXISTS (SELECT FROM bluetick.inbound_messages)
