-- Locks and reads their rows by key or by a column, without those that somebody of theirs has locked; with what they looked like when
-- they were last read or written, and which row of ours they stand for.
-- $1 text[]: keys, or values of the column
SELECT {{key}} AS key, {{values}} AS values, l.seen, l.own_key
FROM {{table}} AS t LEFT JOIN bluetick.linked_rows AS l ON l.table_name = {{name}} AND l.their_key = {{key}}
WHERE {{place}} IN (SELECT {{wanted}} FROM unnest($1::text[]) AS k WHERE {{valid}})
ORDER BY {{order}}
FOR NO KEY UPDATE OF t SKIP LOCKED
