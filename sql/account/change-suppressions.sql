-- Notes that people must not be written to from a time on, or may be again: for each person and reason the newest of
-- both stays. Says how many are suppressed, or not any more, that were otherwise before.
-- $1 json: [{phone, reason, source, at, ends}]
--! not-null: changed
WITH given AS (
  SELECT c.phone, c.reason,
         max(c.at) FILTER (WHERE NOT c.ends) AS suppressed_at,
         (array_agg(c.source ORDER BY c.at DESC, c.source COLLATE "C" DESC) FILTER (WHERE NOT c.ends))[1] AS suppressed_by,
         max(c.at) FILTER (WHERE c.ends) AS resumed_at,
         (array_agg(c.source ORDER BY c.at DESC, c.source COLLATE "C" DESC) FILTER (WHERE c.ends))[1] AS resumed_by
  FROM json_to_recordset($1::json) AS c(phone text, reason text, source text, at timestamptz, ends boolean)
  GROUP BY c.phone, c.reason
), before AS (
  SELECT s.phone, s.reason FROM bluetick.suppressions s JOIN given t USING (phone, reason)
), written AS (
  INSERT INTO bluetick.suppression_changes AS s (phone, reason, suppressed_at, suppressed_by, resumed_at, resumed_by)
  SELECT t.phone, t.reason, t.suppressed_at, t.suppressed_by, t.resumed_at, t.resumed_by
  FROM given t ORDER BY t.phone COLLATE "C", t.reason COLLATE "C"
  ON CONFLICT (phone, reason) DO UPDATE
  SET suppressed_at = greatest(s.suppressed_at, excluded.suppressed_at),
      suppressed_by = CASE WHEN s.suppressed_at = excluded.suppressed_at THEN greatest(s.suppressed_by, excluded.suppressed_by)
                           WHEN s.suppressed_at > excluded.suppressed_at OR excluded.suppressed_at IS NULL THEN s.suppressed_by
                           ELSE excluded.suppressed_by END,
      resumed_at = greatest(s.resumed_at, excluded.resumed_at),
      resumed_by = CASE WHEN s.resumed_at = excluded.resumed_at THEN greatest(s.resumed_by, excluded.resumed_by)
                        WHEN s.resumed_at > excluded.resumed_at OR excluded.resumed_at IS NULL THEN s.resumed_by
                        ELSE excluded.resumed_by END
  RETURNING s.phone, s.reason,
            s.suppressed_at IS NOT NULL AND (s.resumed_at IS NULL OR s.suppressed_at >= s.resumed_at) AS suppressed
)
SELECT count(*)::integer AS changed
FROM written w
WHERE w.suppressed <> EXISTS (SELECT FROM before b WHERE b.phone = w.phone AND b.reason = w.reason)
