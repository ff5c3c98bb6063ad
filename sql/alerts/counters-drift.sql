-- Campaigns of the last week whose counters are not the sum over their recipients. To count millions of recipients takes
-- seconds, so they go in turn: laid end to end in a circle, each minute it is those that begin within the next 100,000
-- recipients: small campaigns many at a time, a large one alone, ten million recipients within two hours. Of a campaign
-- whose turn it is not, or some of whose recipients wait to be joined in, nothing is said: its alert stays as it is.
--! severity: warning
--! schedule: * * * * *
--! fire: value > 0
--! repeat: 24h
--! close-after: 24h
--! unit: recipients
--! param.at_once: 100000
--! summary: Campaign {{campaign}}: its counters differ from the recount by {{value}}
--! runbook: docs/runbooks/counters-drift.md
WITH campaign AS (
  SELECT c.*, c.size_upto - c.size AS begins, max(c.size_upto) OVER () AS circle
  FROM (
    SELECT m.*, s.size, sum(s.size) OVER (ORDER BY m.id) AS size_upto
    FROM marketing_campaigns m
    -- To look at a campaign costs something even where it has nobody: 200 at once at most.
    CROSS JOIN LATERAL (SELECT coalesce(m.recipients_counted, 0) + 500 AS size) AS s
    WHERE m.updated_at > :now::timestamptz - interval '7 days'
  ) AS c
), turn AS MATERIALIZED (
  SELECT * FROM campaign
  WHERE mod(begins + circle - mod(floor(extract(epoch FROM :now::timestamptz) / 60)::bigint * :at_once::bigint, circle),
            circle) < :at_once::bigint
)
SELECT c.id AS campaign_id, coalesce(c.name, c.id) AS campaign,
       abs(coalesce(c.messages_pending, 0) - counted.pending) + abs(coalesce(c.messages_sent, 0) - counted.sent)
         + abs(coalesce(c.messages_delivered, 0) - counted.delivered) + abs(coalesce(c.messages_read, 0) - counted.read)
         + abs(coalesce(c.messages_failed, 0) - counted.failed) AS value,
       counted.recipients AS samples
FROM turn c
CROSS JOIN LATERAL (
  SELECT count(*) AS recipients, bool_and(r.settled) AS settled,
         count(*) FILTER (WHERE r.counted & 1 <> 0) AS pending, count(*) FILTER (WHERE r.counted & 2 <> 0) AS sent,
         count(*) FILTER (WHERE r.counted & 4 <> 0) AS delivered, count(*) FILTER (WHERE r.counted & 8 <> 0) AS read,
         count(*) FILTER (WHERE r.counted & 16 <> 0) AS failed
  FROM campaign_recipients r WHERE r.campaign_id = c.id
) AS counted
WHERE counted.settled
ORDER BY value DESC
