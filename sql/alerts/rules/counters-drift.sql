-- Campaigns of the last week whose counters are not the sum over their recipients. To count millions of recipients takes
-- seconds, so they go in turn: laid end to end in a circle, each minute it is those that begin within the next 50,000
-- recipients: small campaigns many at a time, a large one alone, ten million recipients within four hours. Of a campaign
-- whose turn it is not, or some of whose recipients wait to be joined in, nothing is said: its alert stays as it is.
--! severity: warning
--! schedule: * * * * *
--! fire: value > 0
--! repeat: 24h
--! close-after: 24h
--! describe: campaign
--! unit: recipients
--! param.at_once: 50000
--! summary: Counters off by {{value}} against the recount: campaign {{campaign}}
--! runbook: docs/runbooks/counters-drift.md
WITH campaign AS (
  SELECT c.*, c.size_upto - c.size AS begins, max(c.size_upto) OVER () AS circle
  FROM (
    SELECT m.*, s.size, sum(s.size) OVER (ORDER BY m.id) AS size_upto
    FROM public.marketing_campaigns m
    -- To look at a campaign costs something even where it has nobody: 100 at once at most.
    CROSS JOIN LATERAL (SELECT coalesce(m.recipients_counted, 0) + 500 AS size) AS s
    WHERE m.updated_at > :now::timestamptz - interval '7 days'
  ) AS c
), turn AS MATERIALIZED (
  SELECT * FROM campaign
  WHERE mod(begins + circle - mod(floor(extract(epoch FROM :now::timestamptz) / 60)::bigint * :at_once::bigint, circle),
            circle) < :at_once::bigint
), waiting AS MATERIALIZED (
  SELECT DISTINCT campaign_id FROM public.campaign_recipients WHERE NOT settled
)
SELECT c.id AS campaign_id, coalesce(c.name, c.id) AS campaign,
       abs(coalesce(c.messages_pending, 0) - n.pending) + abs(coalesce(c.messages_sent, 0) - n.sent)
         + abs(coalesce(c.messages_delivered, 0) - n.arrived) + abs(coalesce(c.messages_read, 0) - n.read)
         + abs(coalesce(c.messages_failed, 0) - n.failed)
         + abs(coalesce(c.messages_replied, 0) - n.replied) AS value,
       n.recipients AS samples
FROM turn c
CROSS JOIN LATERAL (
  -- What a status says of the counters: whoever read or got a message was sent to.
  SELECT count(*) AS recipients, count(*) FILTER (WHERE r.status = 'pending') AS pending,
         count(*) FILTER (WHERE r.status IN ('sent', 'delivered', 'read') OR (r.status = 'failed' AND r.sent_at IS NOT NULL)) AS sent,
         count(*) FILTER (WHERE r.status IN ('delivered', 'read')) AS arrived,
         count(*) FILTER (WHERE r.status = 'read') AS read, count(*) FILTER (WHERE r.status = 'failed') AS failed,
         count(r.replied_at) AS replied
  FROM public.campaign_recipients r
  WHERE r.campaign_id = c.id
) AS n
WHERE n.recipients > 0 AND c.id NOT IN (SELECT campaign_id FROM waiting)
ORDER BY value DESC
