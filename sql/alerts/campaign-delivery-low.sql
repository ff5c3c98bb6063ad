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
SELECT r.campaign_id, min(coalesce(c.name, r.campaign_id)) AS campaign,
       round(100.0 * count(*) FILTER (WHERE m.status ? 'delivered') / count(*), 2) AS value, count(*) AS samples
FROM broadcasts_messages m
JOIN campaign_recipients r ON r.whatsapp_message_id = m.message_id
JOIN marketing_campaigns c ON c.id = r.campaign_id
WHERE m.created_at > :now::timestamptz - interval '1 hour' AND m.created_at <= :now::timestamptz
  AND (m.created_at <= :now::timestamptz - :young::interval OR m.status ?| '{delivered,read,failed}')
GROUP BY r.campaign_id
ORDER BY value, samples DESC
