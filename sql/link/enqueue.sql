-- Has our rows written back, where their table is linked.
-- $1 text: table, $2 text[]: our keys
INSERT INTO bluetick.link_outbox (table_name, own_key)
SELECT t.name, k FROM bluetick.linked_tables t CROSS JOIN unnest($2::text[]) AS k WHERE t.name = $1::text
