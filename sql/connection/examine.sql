-- What "bluetick doctor" looks at: the server, its clock, and the tables on which this role lacks a right of the service.
--! not-null: version, now, read_only, lacking
SELECT current_setting('server_version') AS version,
       clock_timestamp() AS now,
       pg_is_in_recovery() OR current_setting('transaction_read_only')::boolean AS read_only,
       ARRAY(
         SELECT format('%s.%s', n.nspname, c.relname)
         FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.oid = ANY (ARRAY[to_regclass('public.broadcasts_messages'), to_regclass('public.campaign_recipients'),
                                  to_regclass('public.marketing_campaigns'), to_regclass('bluetick.message_ids')])
           AND NOT (has_table_privilege(c.oid, 'SELECT') AND has_table_privilege(c.oid, 'INSERT')
                    AND has_table_privilege(c.oid, 'UPDATE') AND has_table_privilege(c.oid, 'DELETE'))
         ORDER BY 1
       ) AS lacking
