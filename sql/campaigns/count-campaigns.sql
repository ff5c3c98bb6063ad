-- Adds counter deltas, one row a campaign that this transaction has locked, to Bluetick's own sums, and shows those in the
-- counters: what somebody else wrote there is thereby replaced. Campaigns that only webhooks and the API fill
-- have as many target customers as recipients; in other people's rows that number is theirs.
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
WHERE c.id = d.campaign_id
