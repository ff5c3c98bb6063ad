-- Lets inbound messages wait to be matched (again): those that name a message by an id that is newly known, and those that
-- name none and came after a message arrived that arrived at another time until now.
-- $1 text[]: ids, $2 json: [{phone, arrived_at}], $3 integer: hours after an arrival in which it can be answered, at most
INSERT INTO bluetick.inbound_to_match (inbound)
SELECT i.id FROM bluetick.inbound_messages i WHERE i.answers_id = ANY ($1::text[])
UNION
SELECT i.id
FROM json_to_recordset($2::json) AS a(phone text, arrived_at timestamptz)
JOIN bluetick.inbound_messages i
  ON i.phone = a.phone AND i.answers_id IS NULL AND i.at > a.arrived_at - interval '1 second'
     AND i.at <= a.arrived_at + make_interval(hours => $3::integer)
