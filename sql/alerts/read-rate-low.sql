-- The share of the delivered messages of the last 24 hours that were read. People take longer to read than phones
-- to receive: what is younger than an hour and unread says nothing yet.
--! severity: warning
--! schedule: */5 * * * *
--! fire: value < 50
--! resolve: value >= 52
--! for: 15m
--! keep-firing-for: 30m
--! min-samples: 50
--! repeat: 24h
--! unit: %
--! param.young: 1 hour
--! summary: Read rate {{value}}% over the last 24 hours ({{samples}} delivered messages)
--! tables: worst-read-campaigns
--! runbook: docs/runbooks/read-rate-low.md
SELECT round(100.0 * count(*) FILTER (WHERE status ? 'read') / nullif(count(*), 0), 2) AS value, count(*) AS samples
FROM broadcasts_messages
WHERE created_at > :now::timestamptz - interval '24 hours' AND created_at <= :now::timestamptz
  AND status ? 'delivered'
  AND (created_at <= :now::timestamptz - :young::interval OR status ? 'read')
