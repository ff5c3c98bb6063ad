-- Ends the link. What was read stays in our tables, and so does what their rows looked like: linked again, a row is known. What waits to
-- be written back, or was refused, waits for that, too.
WITH changes AS (DELETE FROM bluetick.external_changes), tables AS (DELETE FROM bluetick.linked_tables),
     failures AS (DELETE FROM bluetick.link_failures f RETURNING f.direction, f.table_name, f.key),
     outbox AS (INSERT INTO bluetick.link_outbox (table_name, own_key)
                SELECT f.table_name, f.key FROM failures f WHERE f.direction = 'out')
DELETE FROM bluetick.links
