-- How many campaigns have counters that are not the sum of what their recipients show now. Cumulative: who read has
-- been sent to and delivered to.
SELECT count(*)::integer AS campaigns,
       count(*) FILTER (
         WHERE (coalesce(c.messages_sent, 0), coalesce(c.messages_delivered, 0), coalesce(c.messages_read, 0),
                coalesce(c.messages_failed, 0), coalesce(c.messages_pending, 0))
               IS DISTINCT FROM (coalesce(a.sent, 0), coalesce(a.delivered, 0), coalesce(a.read, 0),
                                 coalesce(a.failed, 0), coalesce(a.pending, 0)))::integer AS wrong
FROM marketing_campaigns c
LEFT JOIN (
  SELECT r.campaign_id,
         count(*) FILTER (WHERE lower(r.status) IN ('sent', 'delivered', 'read') OR r.sent_at IS NOT NULL) AS sent,
         count(*) FILTER (WHERE lower(r.status) IN ('delivered', 'read') OR r.delivered_at IS NOT NULL) AS delivered,
         count(*) FILTER (WHERE lower(r.status) = 'read' OR r.read_at IS NOT NULL) AS read,
         count(*) FILTER (WHERE lower(r.status) = 'failed') AS failed,
         count(*) FILTER (WHERE lower(r.status) = 'pending') AS pending
  FROM campaign_recipients r
  GROUP BY r.campaign_id
) a ON a.campaign_id = c.id
