-- Reads their rows by a column. What cannot be a value of its type is no row.
-- $1 text[]: values of the column
SELECT t.{{key}}::text AS key, {{values}} AS values
FROM {{table}} AS t
WHERE t.{{column}} IN (SELECT k::{{type}} FROM unnest($1::text[]) AS k WHERE pg_input_is_valid(k, '{{type}}'))
