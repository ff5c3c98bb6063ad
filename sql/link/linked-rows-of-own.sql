-- Their rows of ours.
-- $1 text: table, $2 text[]: our keys
SELECT r.their_key, r.own_key, r.seen FROM bluetick.linked_rows r
WHERE r.table_name = $1::text AND r.own_key = ANY ($2::text[])
