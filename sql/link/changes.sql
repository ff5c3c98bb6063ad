-- Keys of rows of some of their tables that were noted, oldest first, then rows that could not be taken in and whose time has come
-- (no id).
-- $1 text[]: tables, $2 integer: how many of each at most
--! not-null: table_name, their_key
SELECT e.id, t.name AS table_name, e.their_key
FROM unnest($1::text[]) AS t(name)
CROSS JOIN LATERAL (SELECT q.id, q.their_key FROM bluetick.external_changes q WHERE q.table_name = t.name
                    ORDER BY q.id LIMIT $2::integer) e
UNION ALL
(SELECT NULL, f.table_name, f.key FROM bluetick.link_failures f
 WHERE f.direction = 'in' AND f.table_name = ANY ($1::text[]) AND f.next_attempt_at <= now() ORDER BY f.next_attempt_at LIMIT 100)
