-- Notes what their rows look like that are read for the first time, under the lock of joins: nobody else reads them meanwhile.
-- $1 text: table, $2 text[]: their keys, $3 text[]: ours, $4 text[]: what they look like (JSON)
INSERT INTO bluetick.linked_rows (table_name, their_key, own_key, seen)
SELECT $1::text, u.their_key, u.own_key, u.seen::jsonb
FROM unnest($2::text[], $3::text[], $4::text[]) AS u(their_key, own_key, seen)
