-- Which of their rows are known.
-- $1 text: table, $2 text[]: their keys
SELECT r.their_key FROM bluetick.linked_rows r WHERE r.table_name = $1::text AND r.their_key = ANY ($2::text[])
