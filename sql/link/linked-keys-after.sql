-- Their rows that are known, in turn, to find those that are gone.
-- $1 text: table, $2 text: after this key of theirs, $3 integer: how many at most
SELECT r.their_key FROM bluetick.linked_rows r
WHERE r.table_name = $1::text AND r.their_key > $2::text ORDER BY r.their_key LIMIT $3::integer
