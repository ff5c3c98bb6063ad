-- Shows Bluetick's own sums again where a sender that keeps counters of its own has written over them. Campaigns
-- of which Bluetick has counted nobody are left alone. Locked in id order.
--! not-null: id
WITH disturbed AS (
  SELECT c.id FROM public.marketing_campaigns c
  WHERE c.recipients_counted > 0
    AND (c.messages_pending, c.messages_sent, c.messages_delivered, c.messages_read, c.messages_failed,
         c.messages_replied)
        IS DISTINCT FROM (c.counted_pending, c.counted_sent, c.counted_delivered, c.counted_read, c.counted_failed,
                             c.counted_replied)
  ORDER BY c.id
  FOR NO KEY UPDATE
)
UPDATE public.marketing_campaigns c
SET messages_pending = c.counted_pending, messages_sent = c.counted_sent,
    messages_delivered = c.counted_delivered, messages_read = c.counted_read, messages_failed = c.counted_failed,
    messages_replied = c.counted_replied
FROM disturbed d
WHERE c.id = d.id
RETURNING c.id
