-- What is known of their rows.
-- $1 text: table, $2 text[]: their keys
SELECT r.their_key, r.own_key, r.seen FROM bluetick.linked_rows r
WHERE r.table_name = $1::text AND r.their_key = ANY ($2::text[])
