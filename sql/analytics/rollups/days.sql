-- The days, in UTC, of which the rollups hold or should hold anything that is not deleted: of messages, and of each campaign.
-- Times that are none (bluetick.is_time) are of no day.
--! not-null: day
WITH RECURSIVE heard AS (
  SELECT min(m.created_at) AS at FROM public.broadcasts_messages m WHERE m.created_at >= '1000-01-01Z'
  UNION ALL
  -- From one day to the next by the index, however many messages lie between.
  SELECT (SELECT min(m.created_at) FROM public.broadcasts_messages m
          WHERE m.created_at >= bluetick.day_of(h.at) + interval '24 hours')
  FROM heard h WHERE bluetick.is_time(h.at)
)
SELECT bluetick.day_of(h.at) AS day FROM heard h WHERE bluetick.is_time(h.at)
UNION
SELECT bluetick.day_of(r.bucket) FROM bluetick.message_rollup r WHERE NOT r.expired AND bluetick.is_time(r.bucket)
UNION
SELECT bluetick.day_of(l.bucket) FROM bluetick.message_rollup_labels l WHERE NOT l.expired AND bluetick.is_time(l.bucket)
UNION
SELECT d.bucket FROM bluetick.message_rollup_days d WHERE bluetick.is_time(d.bucket)
ORDER BY day
