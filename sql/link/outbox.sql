-- What is to be written back, oldest first, then failures whose time has come. What failed and is not due waits.
-- $1 integer: how many at most
--! not-null: table_name, own_key, is_waiting
SELECT * FROM (
  (SELECT o.id, o.table_name, o.own_key,
          EXISTS (SELECT FROM bluetick.link_failures f WHERE f.direction = 'out' AND f.table_name = o.table_name AND f.key = o.own_key
                  AND f.next_attempt_at > now()) AS is_waiting
   FROM bluetick.link_outbox o ORDER BY o.id LIMIT $1::integer)
  UNION ALL
  (SELECT NULL, f.table_name, f.key, false FROM bluetick.link_failures f
   WHERE f.direction = 'out' AND f.next_attempt_at <= now() ORDER BY f.next_attempt_at LIMIT 100)
) q
