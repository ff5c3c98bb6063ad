-- Has our rows written back.
-- $1 text: table, $2 text[]: our keys
INSERT INTO bluetick.link_outbox (table_name, own_key) SELECT $1::text, k FROM unnest($2::text[]) AS k
