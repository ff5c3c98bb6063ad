-- The database server: its version, since when it runs, whether it only follows another one, and how large the database is.
--! not-null: version, started_at, follows, bytes
SELECT current_setting('server_version') AS version, pg_postmaster_start_time() AS started_at,
       pg_is_in_recovery() AS follows, pg_database_size(current_database())::float8 AS bytes
