-- Reads their rows in the order of keys, after one; of those that are known already, or were refused and are not due, the key alone.
-- $1 text: the key (NULL: from the beginning), $2 integer: how many at most
SELECT {{key}} AS key, CASE WHEN l.their_key IS NULL AND f.key IS NULL THEN {{values}} END AS values
FROM {{table}} AS t
LEFT JOIN bluetick.linked_rows AS l ON l.table_name = {{name}} AND l.their_key = {{key}}
LEFT JOIN bluetick.link_failures AS f
  ON f.direction = 'in' AND f.table_name = {{name}} AND f.key = {{key}} AND f.next_attempt_at > now() IS NOT FALSE
WHERE $1::text IS NULL OR ({{order}}) > ({{after}})
ORDER BY {{order}}
LIMIT $2::integer
