-- Campaigns of ours, as they are to be written back: those that have recipients, or had some when theirs was written. Of others the
-- numbers are their own.
-- $1 text[]: ids
SELECT c.id AS key, c.counted_sent AS messages_sent, c.counted_delivered AS messages_delivered,
       c.counted_read AS messages_read, c.counted_failed AS messages_failed, c.counted_pending AS messages_pending
FROM public.marketing_campaigns c
WHERE c.id = ANY ($1::text[])
  AND (c.recipients_counted > 0 OR EXISTS (SELECT FROM bluetick.link_counted_campaigns l WHERE l.id = c.id))
