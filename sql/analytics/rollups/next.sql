-- The first moment from a given one on at which the rollups hold, or should hold, a message that is still there.
-- Times that are none (bluetick.is_time) stand before it, or behind all others.
-- $1 timestamptz: from; NULL from the beginning
SELECT least(
  (SELECT min(m.created_at) FROM public.broadcasts_messages m WHERE m.created_at >= coalesce($1::timestamptz, '1000-01-01Z')),
  (SELECT min(r.bucket) FROM bluetick.message_rollup r
   WHERE r.campaign_id = '' AND NOT r.expired AND r.bucket >= coalesce($1::timestamptz, '1000-01-01Z'))
) AS next
