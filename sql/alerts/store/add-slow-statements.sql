-- Adds one replica's slow statements to the minutes they belong to by the database's clock, as add-minutes does.
-- $1 json: [{minute_ms, statement, slow, slowest_ms}], $2 the replica's clock now (ms)
INSERT INTO bluetick.slow_statements AS s (minute, statement, slow, slowest_ms)
SELECT to_timestamp(n.minute_ms / 1000 + 60 * round(skew.seconds / 60)), n.statement, n.slow, n.slowest_ms
FROM json_to_recordset($1::json) AS n(minute_ms float8, statement text, slow integer, slowest_ms float8),
     (SELECT extract(epoch FROM clock_timestamp())::float8 - $2::float8 / 1000 AS seconds) AS skew
ORDER BY n.minute_ms, n.statement
ON CONFLICT (minute, statement) DO UPDATE
SET slow = s.slow + excluded.slow, slowest_ms = greatest(s.slowest_ms, excluded.slowest_ms)
