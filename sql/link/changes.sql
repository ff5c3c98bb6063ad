-- Keys of their rows that were noted, oldest first, then rows that could not be taken in and whose time has come (no id).
-- $1 integer: how many at most
--! not-null: table_name, their_key
SELECT * FROM (
  (SELECT e.id, e.table_name, e.their_key FROM bluetick.external_changes e ORDER BY e.id LIMIT $1::integer)
  UNION ALL
  (SELECT NULL, f.table_name, f.key FROM bluetick.link_failures f
   WHERE f.direction = 'in' AND f.next_attempt_at <= now() ORDER BY f.next_attempt_at LIMIT 100)
) q
