-- Locks and reads their rows by key or by a column, without those that somebody of theirs has locked.
-- $1 text[]: keys, or values of the column
SELECT {{key}} AS key, {{values}} AS values
FROM {{table}} AS t
WHERE {{place}} IN (SELECT {{wanted}} FROM unnest($1::text[]) AS k WHERE {{valid}})
ORDER BY {{order}}
FOR NO KEY UPDATE OF t SKIP LOCKED
