-- Messages that were delivered, first heard of longer ago than a number of hours, and not read, newest first.
--! params: from, to, campaign, hours, limit, now
--! window: all
--! denominator: none
--! column: message_id text the message
--! column: phone_number text its recipient
--! column: status json what was reported, with its times
--! column: created_at time when it was first heard of
--! column: updated_at time when it was last written
WITH open AS (
  -- The quarter-hours that hold such messages, newest first, up to as many as are asked for. Of one that is partly
  -- too young nobody knows how many it holds.
  SELECT b.bucket, sum(b.surely) OVER (ORDER BY b.bucket DESC) - b.surely AS newer
  FROM (
    SELECT r.bucket, sum(r.delivered - r.read) * (r.bucket <= $6::timestamptz - make_interval(hours => $4::integer) - interval '15 minutes')::integer AS surely
    FROM bluetick.message_rollup r
    WHERE r.campaign_id = $3::text AND r.bucket >= $1::timestamptz AND r.bucket < $2::timestamptz AND NOT r.expired
      AND r.bucket < $6::timestamptz - make_interval(hours => $4::integer)
    GROUP BY r.bucket
    HAVING sum(r.delivered - r.read) > 0
  ) AS b
)
SELECT m.message_id, m.phone_number, m.status, m.created_at, m.updated_at
FROM open
CROSS JOIN LATERAL (
  SELECT * FROM public.broadcasts_messages c
  WHERE c.created_at >= greatest(open.bucket, $1::timestamptz)
    AND c.created_at < least(open.bucket + interval '15 minutes', $2::timestamptz,
                             $6::timestamptz - make_interval(hours => $4::integer))
    AND c.status ->> 'delivered' IS NOT NULL AND c.status ->> 'read' IS NULL
    AND ($3::text = '' OR c.counted_in = $3::text)
  ORDER BY c.created_at DESC
  LIMIT $5::integer
) AS m
WHERE open.newer < $5::integer
ORDER BY m.created_at DESC, m.message_id
LIMIT $5::integer
