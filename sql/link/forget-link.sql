-- Ends the link; what was read stays in our tables.
WITH rows AS (DELETE FROM bluetick.linked_rows), changes AS (DELETE FROM bluetick.external_changes),
     outbox AS (DELETE FROM bluetick.link_outbox), failures AS (DELETE FROM bluetick.link_failures),
     tables AS (DELETE FROM bluetick.linked_tables)
DELETE FROM bluetick.links
