-- As rows-by, without rows that are known already: what they say was taken in, or we wrote it.
-- $1 text[]: keys, or values of the column
SELECT {{key}} AS key, {{values}} AS values
FROM {{table}} AS t
LEFT JOIN bluetick.linked_rows AS l ON l.table_name = {{name}} AND l.their_key = {{key}}
WHERE l.their_key IS NULL AND {{place}} IN (SELECT {{wanted}} FROM unnest($1::text[]) AS k WHERE {{valid}})
