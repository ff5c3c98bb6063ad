-- Messages of the hour before the last ten minutes that were sent and have no outcome. Some always are: phones that are
-- switched off; so their share must be unusual too. Older ones are the delivery rate's business.
--! severity: critical
--! schedule: * * * * *
--! fire: value > 10 and share > 25
--! for: 2m
--! keep-firing-for: 5m
--! close-after: 1h
--! repeat: 4h
--! inhibited-by: delivery-rate-low, webhooks-silent, webhooks-refused
--! unit: messages
--! summary: {{value|message is|messages are}} sent and undelivered for over 10 minutes ({{share}}% of {{samples}})
--! tables: stuck-campaigns
--! runbook: docs/runbooks/messages-stuck.md
SELECT coalesce(sum(underway), 0) AS value, coalesce(sum(messages), 0) AS samples,
       round(100.0 * sum(underway) / nullif(sum(messages), 0), 1) AS share
FROM bluetick.delivery_cohorts
WHERE bucket > :now::timestamptz - interval '75 minutes' AND bucket <= :now::timestamptz - interval '15 minutes'
  AND known <= :now::timestamptz
