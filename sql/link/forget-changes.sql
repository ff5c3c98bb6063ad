-- Forgets notes that are dealt with.
-- $1 text: table, $2 bigint[]: ids
DELETE FROM bluetick.external_changes e WHERE e.table_name = $1::text AND e.id = ANY ($2::bigint[])
