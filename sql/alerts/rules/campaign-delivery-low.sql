-- The last hour's delivery rate of each campaign, the worst first; one alert for each campaign.
--! severity: warning
--! schedule: * * * * *
--! fire: value < 90
--! resolve: value >= 92
--! for: 5m
--! keep-firing-for: 15m
--! min-samples: 50
--! repeat: 12h
--! close-after: 24h
--! unit: %
--! param.young: 5 minutes
--! summary: Campaign {{campaign}}: delivery rate {{value}}% over the last hour ({{samples}} messages)
--! tables: failure-codes
--! runbook: docs/runbooks/campaign-delivery-low.md
SELECT m.campaign_id, coalesce(c.name, m.campaign_id) AS campaign, m.value, m.samples
FROM (
  -- counted_in is the campaign that the message is counted in.
  SELECT counted_in AS campaign_id, count(*) AS samples,
         round(100.0 * count(*) FILTER (WHERE status ? 'delivered') / count(*), 2) AS value
  FROM public.broadcasts_messages
  WHERE created_at > :now::timestamptz - interval '1 hour' AND created_at <= :now::timestamptz AND counted_in <> ''
    AND (created_at <= :now::timestamptz - :young::interval OR status ?| '{delivered,read,failed}')
  GROUP BY counted_in
) AS m
JOIN public.marketing_campaigns c ON c.id = m.campaign_id
ORDER BY m.value, m.samples DESC
