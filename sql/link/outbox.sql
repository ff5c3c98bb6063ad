-- What is to be written back to some of their tables, oldest first, then failures whose time has come. What failed and is not due
-- waits: the columns that were refused, or the whole row.
-- $1 text[]: tables, $2 integer: how many of each at most
--! not-null: table_name, own_key, is_waiting, waiting_columns, waited_seconds
SELECT o.id, t.name AS table_name, o.own_key, coalesce(f.columns = '{}', false) AS is_waiting,
       coalesce(f.columns, '{}') AS waiting_columns, extract(epoch FROM now() - o.at)::float8 AS waited_seconds
FROM unnest($1::text[]) AS t(name)
CROSS JOIN LATERAL (SELECT q.id, q.own_key, q.at FROM bluetick.link_outbox q WHERE q.table_name = t.name ORDER BY q.id LIMIT $2::integer) o
-- By its key, one by one: of failures there may be a million.
LEFT JOIN LATERAL (SELECT w.columns FROM bluetick.link_failures w WHERE w.direction = 'out' AND w.table_name = t.name AND w.key = o.own_key
                   AND w.next_attempt_at > now() LIMIT 1) f ON true
UNION ALL
(SELECT NULL, f.table_name, f.key, false, '{}', extract(epoch FROM now() - f.first_at)::float8 FROM bluetick.link_failures f
 WHERE f.direction = 'out' AND f.table_name = ANY ($1::text[]) AND f.next_attempt_at <= now() ORDER BY f.next_attempt_at LIMIT 100)
