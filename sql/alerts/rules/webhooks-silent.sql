-- Messages that the sender's own service marked as sent between 15 and 45 minutes ago, of which no webhook ever
-- spoke (their sending is only claimed: a stand-in), while no webhook at all came since. A subscription that the
-- other side cut makes no error: nothing comes, that is all.
--! severity: critical
--! schedule: * * * * *
--! fire: value >= 5
--! keep-firing-for: 2m
--! repeat: 4h
--! unit: messages
--! summary: {{value}} messages went out and no webhook has come for 15 minutes: the subscription may be dead
--! runbook: docs/runbooks/webhooks-silent.md
SELECT CASE WHEN EXISTS (SELECT FROM bluetick.service_minutes
                         WHERE minute > :now::timestamptz - interval '15 minutes'
                           AND minute <= :now::timestamptz AND webhooks > 0)
            THEN 0 ELSE count(*) END AS value
FROM public.broadcasts_messages
WHERE created_at > :now::timestamptz - interval '45 minutes' AND created_at <= :now::timestamptz - interval '15 minutes'
  AND stand_in_kinds @> '{sent}' AND NOT status ?| '{delivered,read,failed}'
