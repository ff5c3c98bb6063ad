-- Makes rejects of reports that were set apart: they are not tried again, and "replay --rejected" still can.
-- $1 bigint[]: their ids; NULL: all
WITH dropped AS (
  DELETE FROM bluetick.stuck_reports WHERE $1::bigint[] IS NULL OR id = ANY ($1::bigint[]) RETURNING *
)
INSERT INTO bluetick.webhook_rejects (received_at, source, reason, explanation, raw)
SELECT received_at, report::json ->> 'source', 'refused-by-database',
       'The database refused this report (' || code || ': ' || message || '); fix the cause and replay it.', report
FROM dropped
