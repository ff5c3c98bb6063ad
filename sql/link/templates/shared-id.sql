-- An id that several rows of theirs bear, if any is.
SELECT t.{{column}}::text AS id
FROM {{table}} AS t
GROUP BY t.{{column}}
HAVING count(*) > 1
ORDER BY 1
LIMIT 1
