-- Messages of the last six hours that were sent more than ten minutes ago and have no outcome. Older ones are the
-- delivery rate's business: a phone that is switched off for a night must not fire for a night.
--! severity: critical
--! schedule: * * * * *
--! fire: value > 10
--! for: 2m
--! keep-firing-for: 5m
--! repeat: 4h
--! unit: messages
--! summary: {{value}} messages are sent and undelivered for over 10 minutes (of {{samples}} in six hours)
--! tables: stuck-campaigns
--! runbook: docs/runbooks/messages-stuck.md
SELECT count(*) FILTER (WHERE status ? 'sent' AND NOT status ?| '{delivered,read,failed}') AS value,
       count(*) AS samples
FROM public.broadcasts_messages
WHERE created_at > :now::timestamptz - interval '6 hours' AND created_at <= :now::timestamptz - interval '10 minutes'
