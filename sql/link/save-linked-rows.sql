-- Notes what their rows look like now.
-- $1 text: table, $2 text[]: their keys, $3 text[]: ours, $4 text[]: what they look like (JSON)
INSERT INTO bluetick.linked_rows AS r (table_name, their_key, own_key, seen)
SELECT $1::text, u.their_key, u.own_key, u.seen::jsonb
FROM unnest($2::text[], $3::text[], $4::text[]) AS u(their_key, own_key, seen)
ON CONFLICT (table_name, their_key) DO UPDATE SET own_key = excluded.own_key, seen = excluded.seen
