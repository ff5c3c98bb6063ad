-- The link, its tables, and what is under way. No row: nothing is linked.
--! not-null: schema, linked_at, name, has_trigger, rows_read, is_copied, has_known, reads_anew, outbox, oldest_seconds, changes, failures
SELECT l.schema, l.linked_at, l.holder, t.name, t.has_trigger, t.swept_to, t.rows_read, t.copied_at IS NOT NULL AS is_copied,
       t.known_to IS NOT NULL AS has_known, t.identity, t.reads_anew,
       (SELECT count(*) FROM (SELECT FROM bluetick.linked_tables n JOIN bluetick.link_outbox q ON q.table_name = n.name LIMIT 100000) o)::integer AS outbox,
       coalesce((SELECT extract(epoch FROM clock_timestamp() - min(o.at)) FROM bluetick.linked_tables n CROSS JOIN LATERAL
                   (SELECT q.at FROM bluetick.link_outbox q WHERE q.table_name = n.name ORDER BY q.id LIMIT 1) o), 0)::float8
         AS oldest_seconds,
       (SELECT count(*) FROM (SELECT FROM bluetick.external_changes e LIMIT 100000) e)::integer AS changes,
       (SELECT count(*) FROM bluetick.link_failures f)::integer AS failures
FROM bluetick.links l CROSS JOIN bluetick.linked_tables t
ORDER BY t.name
