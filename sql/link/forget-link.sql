-- Ends the link. What was read stays in our tables, and so does what their rows looked like: linked again, a row is known.
WITH changes AS (DELETE FROM bluetick.external_changes), outbox AS (DELETE FROM bluetick.link_outbox),
     failures AS (DELETE FROM bluetick.link_failures), tables AS (DELETE FROM bluetick.linked_tables)
DELETE FROM bluetick.links
