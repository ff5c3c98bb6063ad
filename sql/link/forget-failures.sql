-- Forgets failures of rows that are written now.
-- $1 text: table, $2 text[]: our keys
DELETE FROM bluetick.link_failures f WHERE f.table_name = $1::text AND f.own_key = ANY ($2::text[])
