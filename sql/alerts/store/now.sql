-- The database's clock: the one clock that all replicas share.
--! not-null: now_ms
SELECT extract(epoch FROM now())::float8 * 1000 AS now_ms
