-- Shows Bluetick's own sums again in campaigns whose counters somebody wrote over. Locked in id order. What comes back are
-- those in which they are not shown nevertheless: a trigger of somebody else's keeps the row as it is.
-- $1 text[]: campaigns
--! not-null: id
WITH disturbed AS (
  SELECT c.id FROM public.marketing_campaigns c
  WHERE c.id = ANY ($1::text[]) AND c.recipients_counted > 0
    AND (c.messages_pending, c.messages_sent, c.messages_delivered, c.messages_read, c.messages_failed, c.messages_replied)
        IS DISTINCT FROM (c.counted_pending, c.counted_sent, c.counted_delivered, c.counted_read, c.counted_failed,
                          c.counted_replied)
  ORDER BY c.id
  FOR NO KEY UPDATE
), shown AS (
  UPDATE public.marketing_campaigns c
  SET messages_pending = c.counted_pending, messages_sent = c.counted_sent,
      messages_delivered = c.counted_delivered, messages_read = c.counted_read, messages_failed = c.counted_failed,
      messages_replied = c.counted_replied
  FROM disturbed d
  WHERE c.id = d.id
  RETURNING c.id,
    (c.messages_pending, c.messages_sent, c.messages_delivered, c.messages_read, c.messages_failed, c.messages_replied)
      IS NOT DISTINCT FROM (c.counted_pending, c.counted_sent, c.counted_delivered, c.counted_read, c.counted_failed,
                            c.counted_replied) AS as_counted
)
SELECT d.id FROM disturbed d LEFT JOIN shown s ON s.id = d.id WHERE s.as_counted IS NOT TRUE
