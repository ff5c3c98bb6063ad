-- Adds counter deltas, one row a campaign, locked in id order. Campaigns that only webhooks and the API fill
-- have as many target customers as recipients; in other people's rows that number is theirs.
-- As long as Bluetick has counted nobody, what stands in the counters is somebody else's and is replaced.
-- $1 json: deltas
WITH delta AS (
  SELECT * FROM json_to_recordset($1::json) AS d(
    campaign_id text, pending integer, sent integer, delivered integer, read integer, failed integer,
    recipients integer)
), locked AS (
  SELECT c.id FROM marketing_campaigns c
  WHERE c.id IN (SELECT campaign_id FROM delta)
  ORDER BY c.id
  FOR NO KEY UPDATE OF c
)
UPDATE marketing_campaigns c
SET messages_pending = (CASE WHEN c.recipients_counted = 0 THEN 0 ELSE coalesce(c.messages_pending, 0) END) + d.pending,
    messages_sent = (CASE WHEN c.recipients_counted = 0 THEN 0 ELSE coalesce(c.messages_sent, 0) END) + d.sent,
    messages_delivered = (CASE WHEN c.recipients_counted = 0 THEN 0 ELSE coalesce(c.messages_delivered, 0) END) + d.delivered,
    messages_read = (CASE WHEN c.recipients_counted = 0 THEN 0 ELSE coalesce(c.messages_read, 0) END) + d.read,
    messages_failed = (CASE WHEN c.recipients_counted = 0 THEN 0 ELSE coalesce(c.messages_failed, 0) END) + d.failed,
    recipients_counted = c.recipients_counted + d.recipients,
    total_target_customers = CASE WHEN c.source IS NULL THEN c.total_target_customers
                                  ELSE c.recipients_counted + d.recipients END,
    updated_at = now()
FROM delta d
JOIN locked ON locked.id = d.campaign_id
WHERE c.id = d.campaign_id
