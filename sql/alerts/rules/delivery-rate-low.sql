-- The share of the last hour's messages that were delivered, of those that could be: numbers without WhatsApp, people who
-- stopped and messages that Meta holds back are left out. Messages of the last five minutes say nothing yet. Up to 100,000
-- messages the rate must be below 90% by more than chance explains in a week of evaluations (88.6% of 10,000, 85.5% of 1,000):
-- at a true 90.5% it would otherwise page each day.
--! severity: critical
--! schedule: * * * * *
--! fire: value < 90
--! resolve: value >= 92
--! for: 2m
--! keep-firing-for: 10m
--! min-samples: 100000
--! close-after: 1h
--! repeat: 4h
--! inhibited-by: webhooks-silent, webhooks-refused
--! unit: %
--! param.young: 5 minutes
--! summary: Delivery rate {{value}}% over the last hour ({{samples|message|messages}}; {{failed}} failed, {{underway}} without an outcome)
--! tables: worst-campaigns, failure-codes
--! chart: delivery-by-five-minutes
--! runbook: docs/runbooks/delivery-rate-low.md
SELECT round(100.0 * sum(delivered) / nullif(sum(messages - out_of_reach), 0), 2) AS value,
       coalesce(sum(messages - out_of_reach), 0) AS samples, sum(failed - out_of_reach) AS failed,
       sum(underway) AS underway, sum(out_of_reach) AS out_of_reach
FROM bluetick.delivery_cohorts
WHERE bucket > :now::timestamptz - interval '65 minutes'
  AND bucket <= :now::timestamptz - :young::interval - interval '5 minutes' AND known <= :now::timestamptz
