-- Adds how long a replica's reports took to be committed, by quarter-hour of the commit.
-- $1 json: rows of lag_rollup
INSERT INTO bluetick.lag_rollup AS l
SELECT * FROM json_populate_recordset(NULL::bluetick.lag_rollup, $1::json) AS d ORDER BY d.bucket
ON CONFLICT (bucket) DO UPDATE
SET reports = l.reports + excluded.reports, receipt_ms = l.receipt_ms + excluded.receipt_ms,
    timed_reports = l.timed_reports + excluded.timed_reports, provider_ms = l.provider_ms + excluded.provider_ms,
    receipt_times = (SELECT array_agg(coalesce(a, 0) + coalesce(b, 0) ORDER BY i)
                     FROM unnest(l.receipt_times, excluded.receipt_times) WITH ORDINALITY AS u(a, b, i)),
    provider_times = (SELECT array_agg(coalesce(a, 0) + coalesce(b, 0) ORDER BY i)
                      FROM unnest(l.provider_times, excluded.provider_times) WITH ORDINALITY AS u(a, b, i))
