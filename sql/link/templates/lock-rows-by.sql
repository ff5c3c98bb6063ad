-- Locks and reads their rows by a column, without those that somebody of theirs has locked.
-- $1 text[]: values of the column
SELECT t.{{key}}::text AS key, {{values}} AS values
FROM {{table}} AS t
WHERE t.{{column}} IN (SELECT k::{{type}} FROM unnest($1::text[]) AS k WHERE pg_input_is_valid(k, '{{type}}'))
ORDER BY t.{{key}}
FOR NO KEY UPDATE OF t SKIP LOCKED
