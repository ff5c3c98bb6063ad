-- Forgets failures of rows that went through now.
-- $1 text: direction, $2 text: table, $3 text[]: keys
DELETE FROM bluetick.link_failures f WHERE f.direction = $1::text AND f.table_name = $2::text AND f.key = ANY ($3::text[])
