-- Adds one of their tables to the link. Rows that an earlier link knew are compared anew, from the first one.
-- $1 text: its name, $2 boolean: whether a trigger notes changes, $3 text: its identity
INSERT INTO bluetick.linked_tables AS t (name, has_trigger, identity, known_to)
VALUES ($1::text, $2::boolean, $3::text, CASE WHEN EXISTS (SELECT FROM bluetick.linked_rows r WHERE r.table_name = $1::text) THEN '' END)
ON CONFLICT (name) DO UPDATE SET has_trigger = excluded.has_trigger
