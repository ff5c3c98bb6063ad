-- The share of the delivered messages of the last 24 hours that were read. People take longer to read than phones
-- to receive: what is younger than an hour says nothing yet. From the sums by quarter-hour, since a day's messages are
-- too many to count every five minutes.
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
SELECT round(100.0 * sum(read) / nullif(sum(delivered), 0), 2) AS value, coalesce(sum(delivered), 0) AS samples
FROM bluetick.message_rollup
WHERE campaign_id = '' AND bucket > :now::timestamptz - interval '24 hours'
  AND bucket <= :now::timestamptz - :young::interval - interval '15 minutes'
