-- What others wrote and is not joined in yet, oldest first within a kind; without what waits for its next attempt. Looks at
-- small queues and partial indexes only: it is asked several times a second.
-- $1 integer: how many of a kind at most
--! not-null: kind, key
WITH RECURSIVE disturbed (campaign_id) AS (
  -- Each once, however often it was written: one that cannot be joined may wait long.
  (SELECT d.campaign_id FROM bluetick.disturbed_campaigns d ORDER BY d.campaign_id LIMIT 1)
  UNION ALL
  SELECT n.campaign_id FROM disturbed l CROSS JOIN LATERAL (
    SELECT d.campaign_id FROM bluetick.disturbed_campaigns d WHERE d.campaign_id > l.campaign_id ORDER BY d.campaign_id LIMIT 1) AS n
)
SELECT c.kind, c.key
FROM (
  (SELECT 'truncation' AS kind, 'recipients' AS key FROM bluetick.truncated_recipients)
  UNION ALL
  (SELECT 'left-recipient', l.id::text FROM bluetick.left_recipients l ORDER BY l.id LIMIT $1::integer)
  UNION ALL
  (SELECT 'left-message', l.id::text FROM bluetick.left_messages l ORDER BY l.id LIMIT $1::integer)
  UNION ALL
  (SELECT 'moved-recipient', m.id::text FROM bluetick.moved_recipients m ORDER BY m.id LIMIT $1::integer)
  UNION ALL
  (SELECT 'message', m.id::text FROM public.broadcasts_messages m WHERE m.counted_in IS NULL ORDER BY m.id LIMIT $1::integer)
  UNION ALL
  (SELECT 'recipient', r.id::text FROM public.campaign_recipients r WHERE NOT r.settled LIMIT $1::integer)
  UNION ALL
  (SELECT 'campaign', d.campaign_id FROM disturbed d LIMIT $1::integer)
) AS c
WHERE NOT EXISTS (SELECT FROM bluetick.unjoined_changes u
                  WHERE u.kind = c.kind AND u.key = c.key AND u.next_attempt_at > now())
LIMIT $1::integer
