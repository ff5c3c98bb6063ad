-- The delivery rate of each campaign over the messages of the last six hours, the worst first, of those that could be
-- delivered: as in delivery-rate-low. Messages of the last twenty minutes say nothing yet. One alert for each campaign,
-- whatever it is called.
--! severity: warning
--! schedule: * * * * *
--! fire: value < 90
--! resolve: value >= 92
--! for: 5m
--! keep-firing-for: 15m
--! min-samples: 100000
--! close-after: 6h
--! repeat: 12h
--! inhibited-by: delivery-rate-low, messages-stuck, webhooks-silent, webhooks-refused
--! describe: campaign
--! unit: %
--! summary: Delivery {{value}}% in campaign {{campaign}} ({{samples|message|messages}} in six hours)
--! tables: campaign-failure-codes
--! runbook: docs/runbooks/campaign-delivery-low.md
SELECT c.id AS campaign_id, coalesce(c.name, c.id) AS campaign,
       round(100.0 * m.delivered / nullif(m.messages - coalesce(f.out_of_reach, 0), 0), 2) AS value,
       m.messages - coalesce(f.out_of_reach, 0) AS samples
FROM public.marketing_campaigns c
CROSS JOIN LATERAL (
  -- What took longer to be delivered than could be known at the time was not delivered then.
  SELECT sum(r.messages) AS messages,
         sum(r.delivered - coalesce((SELECT sum(n) FROM unnest(r.delivery_times[known.bin + 2:]) AS n), 0)) AS delivered
  FROM bluetick.message_rollup r
  CROSS JOIN LATERAL (SELECT bluetick.time_bin((extract(epoch FROM :now::timestamptz - r.bucket) * 1000)::bigint) AS bin) AS known
  WHERE r.campaign_id = c.id AND r.bucket > :now::timestamptz - interval '6 hours'
    AND r.bucket <= :now::timestamptz - interval '20 minutes'
) AS m
CROSS JOIN LATERAL (
  SELECT sum(l.messages) AS out_of_reach
  FROM bluetick.message_rollup_labels l
  WHERE l.campaign_id = c.id AND l.bucket > :now::timestamptz - interval '6 hours'
    AND l.bucket <= :now::timestamptz - interval '20 minutes' AND l.dimension = 'failure'
    AND l.label #>> '{}' = ANY ('{131026,131049,131050,130403,130472}')
) AS f
WHERE c.updated_at > :now::timestamptz - interval '12 hours' AND m.messages > 0
ORDER BY value, samples DESC
