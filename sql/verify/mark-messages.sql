-- Has messages joined anew from their facts alone: what was inferred goes, and the rollups count them again.
-- $1 bigint[]: keys
WITH wrong AS (
  SELECT m.id, to_jsonb(m) AS message, m.counted_in IS NOT NULL AS is_counted
  FROM public.broadcasts_messages m WHERE m.id = ANY ($1::bigint[]) ORDER BY m.id FOR UPDATE
), left_as_it_was AS (
  INSERT INTO bluetick.left_messages (message) SELECT w.message FROM wrong w WHERE w.is_counted
)
UPDATE public.broadcasts_messages m
SET status = CASE WHEN jsonb_typeof(m.status) = 'object' THEN m.status - coalesce(m.inferred_kinds, '{}') ELSE m.status END,
    inferred_kinds = NULL, counted_in = NULL
FROM wrong w WHERE m.id = w.id
