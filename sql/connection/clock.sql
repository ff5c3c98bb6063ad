-- The database's clock.
--! not-null: now_ms
SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS now_ms
