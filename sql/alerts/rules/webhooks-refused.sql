-- Webhooks of the last ten minutes that were refused (401), where none was let in and there is a sign that these were the
-- right ones: webhooks came within the last two hours until then, or the same time of the last days had some. A
-- secret that was changed on one side looks like this. Strangers who knock while genuine webhooks come set nothing off.
--! severity: critical
--! schedule: * * * * *
--! fire: value >= 10 and expected >= 20 and accepted = 0
--! resolve: accepted > 0
--! for: 2m
--! repeat: 4h
--! close-after: 12h
--! unit: webhooks
--! summary: {{value|webhook was|webhooks were}} refused (401) in the last 10 minutes and none was let in: has a secret changed on one side?
--! runbook: docs/runbooks/webhooks-refused.md
WITH now AS (
  SELECT coalesce(sum(unauthorized), 0) AS refused, coalesce(sum(accepted), 0) AS accepted
  FROM bluetick.service_minutes
  WHERE minute > :now::timestamptz - interval '10 minutes' AND minute <= :now::timestamptz
), before AS (
  SELECT coalesce(sum(accepted), 0) AS accepted
  FROM bluetick.service_minutes
  WHERE minute > :now::timestamptz - interval '2 hours' AND minute <= :now::timestamptz - interval '10 minutes'
), past AS (
  SELECT min(webhooks) AS least, count(*) AS days
  FROM (
    SELECT day, sum(m.accepted) AS webhooks
    FROM generate_series(1, 7) AS day
    JOIN bluetick.service_minutes m ON m.minute > :now::timestamptz - day * interval '24 hours' - interval '10 minutes'
                          AND m.minute <= :now::timestamptz - day * interval '24 hours'
    GROUP BY day
  ) AS days
)
SELECT n.refused AS value, n.accepted AS accepted,
       greatest(b.accepted, CASE WHEN p.days >= 3 THEN p.least ELSE 0 END) AS expected
FROM now n, before b, past p
