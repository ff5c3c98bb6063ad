-- The mean time from sent to delivered over the last hour, with the percentiles beside it: a few phones that were
-- switched off rule a mean. Deliveries that were only inferred from a read have no honest time and are left out.
--! severity: warning
--! schedule: * * * * *
--! fire: value > 30
--! resolve: value < 25
--! for: 5m
--! keep-firing-for: 15m
--! min-samples: 20
--! repeat: 12h
--! unit: s
--! summary: Delivery takes {{value}} s on average (half of it within {{p50}} s, 95% within {{p95}} s, {{samples}} messages)
--! tables: worst-campaigns
--! runbook: docs/runbooks/delivery-slow.md
SELECT round(avg(seconds)::numeric, 1) AS value, count(*) AS samples,
       round(percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds)::numeric, 1) AS p50,
       round(percentile_cont(0.95) WITHIN GROUP (ORDER BY seconds)::numeric, 1) AS p95
FROM (
  SELECT extract(epoch FROM (status ->> 'delivered')::timestamptz - (status ->> 'sent')::timestamptz)::float8 AS seconds
  FROM public.broadcasts_messages
  WHERE created_at > :now::timestamptz - interval '1 hour' AND created_at <= :now::timestamptz
    AND status ?& '{sent,delivered}' AND NOT coalesce(inferred_kinds @> '{delivered}', false)
    AND status ->> 'sent' IS NOT NULL
) AS deliveries
WHERE seconds >= 0
