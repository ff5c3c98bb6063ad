-- Shows Bluetick's own sums again in campaigns whose counters somebody wrote over. Locked in id order.
-- $1 text[]: campaigns
WITH disturbed AS (
  SELECT c.id FROM public.marketing_campaigns c
  WHERE c.id = ANY ($1::text[]) AND c.recipients_counted > 0
  ORDER BY c.id
  FOR NO KEY UPDATE
)
UPDATE public.marketing_campaigns c
SET messages_pending = c.counted_pending, messages_sent = c.counted_sent,
    messages_delivered = c.counted_delivered, messages_read = c.counted_read, messages_failed = c.counted_failed
FROM disturbed d
WHERE c.id = d.id
