-- The share of the last hour's messages that were delivered. A young message without an outcome says nothing yet
-- and is no part of it.
--! severity: critical
--! schedule: * * * * *
--! fire: value < 90
--! resolve: value >= 92
--! for: 2m
--! keep-firing-for: 10m
--! min-samples: 50
--! repeat: 4h
--! unit: %
--! param.young: 5 minutes
--! summary: Delivery rate {{value}}% over the last hour ({{samples}} messages)
--! tables: worst-campaigns, failure-codes
--! chart: delivery-by-five-minutes
--! runbook: docs/runbooks/delivery-rate-low.md
SELECT round(100.0 * count(*) FILTER (WHERE status ? 'delivered') / nullif(count(*), 0), 2) AS value,
       count(*) AS samples
FROM public.broadcasts_messages
WHERE created_at > :now::timestamptz - interval '1 hour' AND created_at <= :now::timestamptz
  AND (created_at <= :now::timestamptz - :young::interval OR status ?| '{delivered,read,failed}')
