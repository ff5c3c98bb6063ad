-- Adds one of their tables to the link.
-- $1 text: its name, $2 boolean: whether a trigger notes changes
INSERT INTO bluetick.linked_tables AS t (name, has_trigger) VALUES ($1::text, $2::boolean)
ON CONFLICT (name) DO UPDATE SET has_trigger = excluded.has_trigger
