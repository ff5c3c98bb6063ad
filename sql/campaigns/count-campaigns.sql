-- Adds counter deltas, one row a campaign that this transaction has locked, to Bluetick's own sums, and shows those in the
-- counters: what somebody else wrote there is thereby replaced. Campaigns that only webhooks and the API fill
-- have as many target customers as recipients; in other people's rows that number is theirs. What comes back are the
-- campaigns that were really written so: a trigger of somebody else's may have kept one as it was.
-- $1 text[]: campaigns, $2 to $8 integer[]: what pending, sent, delivered, read, failed, replied and recipients change by
UPDATE public.marketing_campaigns c
SET counted_pending = c.counted_pending + d.pending,
    counted_sent = c.counted_sent + d.sent,
    counted_delivered = c.counted_delivered + d.delivered,
    counted_read = c.counted_read + d.read,
    counted_failed = c.counted_failed + d.failed,
    counted_replied = c.counted_replied + d.replied,
    recipients_counted = c.recipients_counted + d.recipients,
    messages_pending = c.counted_pending + d.pending,
    messages_sent = c.counted_sent + d.sent,
    messages_delivered = c.counted_delivered + d.delivered,
    messages_read = c.counted_read + d.read,
    messages_failed = c.counted_failed + d.failed,
    messages_replied = c.counted_replied + d.replied,
    total_target_customers = CASE WHEN c.source IS NULL THEN c.total_target_customers
                                  ELSE c.recipients_counted + d.recipients END,
    updated_at = now()
FROM unnest($1::text[], $2::integer[], $3::integer[], $4::integer[], $5::integer[], $6::integer[], $7::integer[],
            $8::integer[])
  AS d(campaign_id, pending, sent, delivered, read, failed, replied, recipients)
JOIN (SELECT l.id, l.counted_pending, l.counted_sent, l.counted_delivered, l.counted_read, l.counted_failed,
             l.counted_replied, l.recipients_counted
      FROM public.marketing_campaigns l WHERE l.id = ANY ($1::text[]) ORDER BY l.id FOR NO KEY UPDATE) AS was
  ON was.id = d.campaign_id
WHERE c.id = d.campaign_id
RETURNING c.id,
  (c.counted_pending, c.counted_sent, c.counted_delivered, c.counted_read, c.counted_failed, c.counted_replied,
   c.recipients_counted)
    = (was.counted_pending + d.pending, was.counted_sent + d.sent, was.counted_delivered + d.delivered,
       was.counted_read + d.read, was.counted_failed + d.failed, was.counted_replied + d.replied,
       was.recipients_counted + d.recipients)
  AND (c.messages_pending, c.messages_sent, c.messages_delivered, c.messages_read, c.messages_failed, c.messages_replied)
    IS NOT DISTINCT FROM (c.counted_pending, c.counted_sent, c.counted_delivered, c.counted_read, c.counted_failed,
                          c.counted_replied) AS as_asked
