-- Notes rows of theirs as if their trigger had.
-- $1 text: table, $2 text[]: their keys
INSERT INTO bluetick.external_changes (table_name, their_key) SELECT $1::text, k FROM unnest($2::text[]) AS k
