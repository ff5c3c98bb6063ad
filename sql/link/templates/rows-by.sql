-- Reads their rows by key or by a column. What cannot be a value of its type finds no row.
-- $1 text[]: keys, or values of the column
SELECT {{key}} AS key, {{values}} AS values
FROM {{table}} AS t
WHERE {{place}} IN (SELECT {{wanted}} FROM unnest($1::text[]) AS k WHERE {{valid}})
