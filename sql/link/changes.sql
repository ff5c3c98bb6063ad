-- Keys of their rows that were noted, oldest first.
-- $1 integer: how many at most
SELECT e.id, e.table_name, e.their_key FROM bluetick.external_changes e ORDER BY e.id LIMIT $1::integer
