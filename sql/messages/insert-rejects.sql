-- Keeps items that could not be understood, as long as there are not too many; reports that the database itself refused
-- were understood, and are kept always.
-- $1 json: rejects, $2 bigint: how many may be kept in all
WITH kept AS (
  -- Ids have gaps, so their range only bounds the number: counted where the bound is reached.
  SELECT CASE WHEN coalesce(max(id) - min(id) + 1, 0) < $2::bigint THEN coalesce(max(id) - min(id) + 1, 0)
              ELSE (SELECT count(*) FROM bluetick.webhook_rejects) END AS number
  FROM bluetick.webhook_rejects
)
INSERT INTO bluetick.webhook_rejects (received_at, source, reason, explanation, raw)
SELECT r.received_at, r.source, r.reason, r.explanation, r.raw
FROM (
  SELECT j.*, row_number() OVER () AS place
  FROM json_to_recordset($1::json)
    AS j(received_at timestamptz, source text, reason text, explanation text, raw text)
) r, kept
WHERE r.reason = 'refused-by-database' OR kept.number + r.place <= $2::bigint
