-- Forgets what is written back.
-- $1 text: table, $2 bigint[]: ids
DELETE FROM bluetick.link_outbox o WHERE o.table_name = $1::text AND o.id = ANY ($2::bigint[])
