-- For how many minutes no webhook was let in and understood, where some should have come: at least five messages went out
-- in the last 45 minutes of which no webhook spoke (their sending is only asserted), or the same minutes of each of the last
-- days and weeks had some (the quietest at least 5, in the middle 40). Only minutes in which a replica ran count. A subscription
-- that the other side cut makes no error: nothing comes, that is all. Only a webhook that comes ends it.
--! severity: critical
--! schedule: * * * * *
--! fire: value >= 4 and missing >= 5
--! resolve: value < 4
--! for: 6m
--! keep-firing-for: 20m
--! repeat: 4h
--! close-after: never
--! inhibited-by: webhooks-refused
--! unit: minutes
--! summary: No webhook for {{value|minute|minutes}}, and some should have come ({{missing}} missing): the subscription may be dead
--! runbook: docs/runbooks/webhooks-silent.md
WITH alive AS (
  SELECT minute, accepted FROM bluetick.service_minutes
  WHERE minute > :now::timestamptz - interval '3 hours' AND minute <= :now::timestamptz - interval '1 minute'
), silent AS (
  SELECT minute FROM alive
  WHERE minute > coalesce((SELECT max(minute) FROM alive WHERE accepted > 0), '-infinity')
), past AS (
  SELECT count(*) AS days, min(webhooks) AS least, percentile_cont(0.5) WITHIN GROUP (ORDER BY webhooks) AS usual
  FROM (
    SELECT day, sum(m.accepted) AS webhooks
    FROM silent s
    CROSS JOIN unnest(ARRAY[1, 2, 3, 4, 5, 6, 7, 14, 21, 28]) AS day
    JOIN bluetick.service_minutes m ON m.minute = s.minute - day * interval '24 hours'
    GROUP BY day
  ) AS days
), underway AS (
  SELECT count(*) AS messages
  FROM public.broadcasts_messages
  WHERE created_at > :now::timestamptz - interval '45 minutes' AND created_at <= :now::timestamptz - interval '5 minutes'
    AND stand_in_kinds @> '{sent}' AND NOT status ?| '{delivered,read,failed}'
)
SELECT (SELECT count(*) FROM silent) AS value,
       greatest(u.messages, CASE WHEN p.days >= 7 AND p.least >= 5 AND p.usual >= 40 THEN round(p.usual) ELSE 0 END) AS missing,
       (SELECT coalesce(sum(unauthorized), 0) FROM bluetick.service_minutes
        WHERE minute > :now::timestamptz - interval '15 minutes' AND minute <= :now::timestamptz) AS refused
FROM past p, underway u
