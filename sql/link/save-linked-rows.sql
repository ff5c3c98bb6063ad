-- Notes what their rows look like now.
-- $1 text: table, $2 json: [{their_key, own_key, seen}]
INSERT INTO bluetick.linked_rows AS r (table_name, their_key, own_key, seen)
SELECT $1::text, u.their_key, u.own_key, u.seen
FROM json_to_recordset($2::json) AS u(their_key text, own_key text, seen jsonb)
ON CONFLICT (table_name, their_key) DO UPDATE SET own_key = excluded.own_key, seen = excluded.seen
