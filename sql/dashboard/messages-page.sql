-- A page of the messages first heard of in a span, newest first, with what became of them. The rollups say which
-- quarter-hours hold such messages, so that only those are read, newest first, until the page is full.
-- $1 text: campaign ('' for all), $2 timestamptz: from, $3 timestamptz: to, $4 text: outcome, $5 text: failure code (each
-- NULL: any), $6 timestamptz, $7 bigint: time and id of the page before's last (NULL: first page), $8 integer: how many
--! not-null: key, position, message_id, created_at
WITH held AS (
  SELECT r.bucket,
         sum(CASE $4::text WHEN 'sent' THEN r.sent WHEN 'delivered' THEN r.delivered WHEN 'read' THEN r.read
                           WHEN 'failed' THEN r.failed WHEN 'contradictory' THEN r.contradictory
                           WHEN 'replied' THEN r.replied WHEN 'unanswered' THEN r.read - r.replied
                           WHEN 'unreported' THEN r.replied_unread
                           WHEN 'open' THEN r.messages - r.delivered - r.failed ELSE r.messages END) AS n
  FROM bluetick.message_rollup r
  WHERE $5::text IS NULL AND r.campaign_id = $1::text AND NOT r.expired
    AND r.bucket >= $2::timestamptz AND r.bucket < $3::timestamptz
  GROUP BY r.bucket
  UNION ALL
  SELECT l.bucket, sum(l.messages)
  FROM bluetick.message_rollup_labels l
  WHERE $5::text IS NOT NULL AND l.campaign_id = $1::text AND NOT l.expired AND l.dimension = 'failure'
    AND l.label = to_jsonb($5::text) AND l.bucket >= $2::timestamptz AND l.bucket < $3::timestamptz
  GROUP BY l.bucket
), wanted AS (
  SELECT h.bucket, sum(h.n) OVER (ORDER BY h.bucket DESC) - h.n AS newer
  FROM held h
  -- What lies in the bucket where the page before ended may be on it already.
  WHERE h.n > 0 AND ($6::timestamptz IS NULL OR h.bucket <= $6::timestamptz)
)
SELECT m.id::text AS key, m.created_at::text AS position, m.message_id, m.phone_number,
       nullif(m.counted_in, '') AS campaign, m.created_at, bluetick.time_of(m.status ->> 'sent') AS sent_at,
       bluetick.time_of(m.status ->> 'delivered') AS delivered_at, bluetick.time_of(m.status ->> 'read') AS read_at,
       bluetick.time_of(m.status ->> 'failed') AS failed_at, m.replied_at, m.failure_code
FROM wanted w
CROSS JOIN LATERAL (
  SELECT *
  FROM (
    SELECT c.*, bluetick.time_of(c.status ->> 'sent') IS NOT NULL AS is_sent,
           bluetick.time_of(c.status ->> 'delivered') IS NOT NULL AS is_delivered,
           bluetick.time_of(c.status ->> 'read') IS NOT NULL AS is_read,
           bluetick.time_of(c.status ->> 'failed') IS NOT NULL AS is_failed,
           c.replied_at IS NOT NULL AND bluetick.time_of(c.status ->> 'played') IS NULL
             AND (bluetick.time_of(c.status ->> 'read') IS NULL OR coalesce('read' = ANY (c.inferred_kinds), false)) AS is_reply_unread
    FROM public.broadcasts_messages c
    WHERE c.created_at >= greatest(w.bucket, $2::timestamptz)
      AND c.created_at < least(w.bucket + interval '15 minutes', $3::timestamptz)
      AND c.counted_in IS NOT NULL AND ($1::text = '' OR c.counted_in = $1::text)
      AND ($6::timestamptz IS NULL OR (c.created_at, c.id) < ($6::timestamptz, $7::bigint))
  ) AS k
  WHERE CASE WHEN $5::text IS NOT NULL
               THEN k.is_failed AND NOT k.is_delivered AND coalesce(k.failure_code, 'unknown') = $5::text
             ELSE CASE $4::text WHEN 'sent' THEN k.is_sent WHEN 'delivered' THEN k.is_delivered
                                WHEN 'read' THEN k.is_read WHEN 'failed' THEN k.is_failed AND NOT k.is_delivered
                                WHEN 'contradictory' THEN k.is_failed AND k.is_delivered
                                WHEN 'replied' THEN k.replied_at IS NOT NULL
                                WHEN 'unanswered' THEN k.is_read AND k.replied_at IS NULL
                                WHEN 'unreported' THEN k.is_reply_unread
                                WHEN 'open' THEN NOT k.is_delivered AND NOT k.is_failed ELSE true END
        END
  ORDER BY k.created_at DESC, k.id DESC
  LIMIT $8::integer
) AS m
-- The first bucket may be used up in part, so its own count says nothing of what is left in it.
WHERE w.newer - CASE WHEN $6::timestamptz IS NULL THEN 0
                     ELSE coalesce((SELECT max(f.n) FROM held f WHERE f.bucket = date_bin('15 minutes', $6::timestamptz, 'epoch')), 0)
                END < $8::integer
ORDER BY m.created_at DESC, m.id DESC
LIMIT $8::integer
