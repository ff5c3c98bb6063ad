-- What a campaign's own sums lack (or have too much) against the marks of its recipients, and of those that left and are not taken out yet, all of one moment, so
-- that it is exact however much is being written: batches change the two together, and the difference is added
-- afterwards as any other. `disturbed`: messages_* do not show the sums.
-- $1 text: campaign
SELECT (coalesce(a.pending, 0) - c.counted_pending)::integer AS pending,
       (coalesce(a.sent, 0) - c.counted_sent)::integer AS sent,
       (coalesce(a.delivered, 0) - c.counted_delivered)::integer AS delivered,
       (coalesce(a.read, 0) - c.counted_read)::integer AS read,
       (coalesce(a.failed, 0) - c.counted_failed)::integer AS failed,
       (coalesce(a.replied, 0) - c.counted_replied)::integer AS replied,
       (coalesce(a.recipients, 0) - c.recipients_counted)::integer AS recipients,
       a.recipients > 0
         AND (c.messages_pending, c.messages_sent, c.messages_delivered, c.messages_read, c.messages_failed,
              c.messages_replied)
             IS DISTINCT FROM (c.counted_pending, c.counted_sent, c.counted_delivered, c.counted_read, c.counted_failed,
                                 c.counted_replied)
         AS disturbed
FROM public.marketing_campaigns c
CROSS JOIN (
  SELECT count(*) AS recipients, sum(r.counted & 1) AS pending, sum(r.counted >> 1 & 1) AS sent,
         sum(r.counted >> 2 & 1) AS delivered, sum(r.counted >> 3 & 1) AS read, sum(r.counted >> 4 & 1) AS failed,
         sum(r.counted >> 5 & 1) AS replied
  FROM (
    SELECT r.counted FROM public.campaign_recipients r WHERE r.campaign_id = $1 AND r.counted IS NOT NULL
    UNION ALL
    SELECT l.counted FROM bluetick.left_recipients l WHERE l.campaign_id = $1 AND l.counted IS NOT NULL
  ) AS r
) a
WHERE c.id = $1
