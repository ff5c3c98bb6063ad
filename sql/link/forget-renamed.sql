-- Forgets what their rows looked like under keys that they have no more: they go on under others.
-- $1 text: table, $2 text[]: their keys
DELETE FROM bluetick.linked_rows r WHERE r.table_name = $1::text AND r.their_key = ANY ($2::text[])
