-- Campaigns of the last week whose counters are not the sum over their recipients. Recipients that wait to be
-- joined in are no drift yet.
--! severity: warning
--! schedule: 17 * * * *
--! fire: rows
--! repeat: 24h
--! unit: recipients
--! summary: Campaign {{campaign}}: its counters differ from the recount by {{drift}}
--! runbook: docs/runbooks/counters-drift.md
SELECT c.id AS campaign_id, coalesce(c.name, c.id) AS campaign, counted.recipients AS samples,
       abs(c.messages_pending - counted.pending) + abs(c.messages_sent - counted.sent)
         + abs(c.messages_delivered - counted.delivered) + abs(c.messages_read - counted.read)
         + abs(c.messages_failed - counted.failed) AS drift
FROM marketing_campaigns c
CROSS JOIN LATERAL (
  SELECT count(*) AS recipients, bool_and(r.settled) AS settled,
         count(*) FILTER (WHERE r.counted & 1 <> 0) AS pending, count(*) FILTER (WHERE r.counted & 2 <> 0) AS sent,
         count(*) FILTER (WHERE r.counted & 4 <> 0) AS delivered, count(*) FILTER (WHERE r.counted & 8 <> 0) AS read,
         count(*) FILTER (WHERE r.counted & 16 <> 0) AS failed
  FROM campaign_recipients r WHERE r.campaign_id = c.id
) AS counted
WHERE c.updated_at > :now::timestamptz - interval '7 days' AND counted.settled
  AND (c.messages_pending, c.messages_sent, c.messages_delivered, c.messages_read, c.messages_failed)
      IS DISTINCT FROM (counted.pending, counted.sent, counted.delivered, counted.read, counted.failed)
ORDER BY drift DESC
