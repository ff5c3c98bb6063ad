-- How the service did in each of several spans, in their order.
-- $1 timestamptz[]: where the spans begin, $2 timestamptz[]: where they end
--! not-null: webhooks, webhook_errors, reports, rejects, slowest_update_ms
SELECT c.webhooks, c.webhook_errors, c.reports, c.rejects, c.slowest_update_ms
FROM unnest($1::timestamptz[], $2::timestamptz[]) WITH ORDINALITY AS s(from_at, to_at, n)
CROSS JOIN LATERAL (
  SELECT coalesce(sum(m.webhooks), 0)::integer AS webhooks,
         coalesce(sum(m.webhook_errors), 0)::integer AS webhook_errors,
         coalesce(sum(m.reports), 0)::integer AS reports, coalesce(sum(m.rejects), 0)::integer AS rejects,
         coalesce(max(m.slowest_update_ms), 0)::float8 AS slowest_update_ms
  FROM bluetick.service_minutes m
  WHERE m.minute >= s.from_at AND m.minute < s.to_at
) AS c
ORDER BY s.n
