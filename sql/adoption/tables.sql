-- The tables that may be there already, their columns, and about how many rows they hold.
SELECT c.table_name AS name, array_agg(c.column_name::text ORDER BY c.ordinal_position) AS columns,
       (SELECT t.data_type FROM information_schema.columns t
        WHERE t.table_schema = current_schema() AND t.table_name = c.table_name AND t.column_name = 'id') AS id_type,
       count(*) FILTER (WHERE c.data_type = 'timestamp without time zone')::integer AS naive_times,
       greatest((SELECT p.reltuples FROM pg_class p WHERE p.oid = to_regclass(c.table_name)), 0)::bigint::text AS rows
FROM information_schema.columns c
WHERE c.table_schema = current_schema()
  AND c.table_name IN ('broadcasts_messages', 'marketing_campaigns', 'campaign_recipients')
GROUP BY c.table_name
ORDER BY c.table_name
