-- Reads their rows in the order of keys, after one.
-- $1 text: the key (NULL: from the beginning), $2 integer: how many at most
SELECT {{key}} AS key, {{values}} AS values
FROM {{table}} AS t
WHERE $1::text IS NULL OR ({{order}}) > ({{after}})
ORDER BY {{order}}
LIMIT $2::integer
