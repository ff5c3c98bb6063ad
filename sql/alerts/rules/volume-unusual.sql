-- Messages first heard of in the last hour, against the same hour of the last four weeks. Needs a week of history.
--! severity: warning
--! schedule: */5 * * * *
--! fire: value < usual - 3 sigma and usual >= 100
--! for: 30m
--! keep-firing-for: 15m
--! close-after: 2h
--! repeat: 24h
--! inhibited-by: webhooks-silent, webhooks-refused
--! unit: messages
--! summary: {{value|message|messages}} in the last hour, usually {{usual}} at this time
--! runbook: docs/runbooks/volume-unusual.md
WITH hours AS (
  SELECT day, m.messages
  FROM generate_series(0, 28) AS day
  CROSS JOIN LATERAL (SELECT :now::timestamptz - day * interval '24 hours' AS at) AS t
  CROSS JOIN LATERAL (
    SELECT coalesce(sum(r.messages), 0)::float8 AS messages
    FROM bluetick.message_rollup r
    WHERE r.campaign_id = '' AND r.bucket > t.at - interval '75 minutes' AND r.bucket <= t.at - interval '15 minutes'
  ) AS m
  WHERE t.at - interval '75 minutes' >= (SELECT min(bucket) FROM bluetick.message_rollup WHERE campaign_id = '')
), past AS (
  SELECT count(*) AS days, avg(messages) AS usual, stddev_samp(messages) AS spread FROM hours WHERE day > 0
)
SELECT h.messages AS value, round(p.usual::numeric) AS usual,
       round(greatest(p.spread, sqrt(p.usual))::numeric, 1) AS sigma
FROM hours h, past p
WHERE h.day = 0 AND p.days >= 7
