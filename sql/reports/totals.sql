-- The figures of a period: what became of the messages that were heard of in it.
-- :from timestamptz, :to timestamptz
SELECT count(*)::integer AS messages, count(*) FILTER (WHERE status ? 'sent')::integer AS sent,
       count(*) FILTER (WHERE status ? 'delivered')::integer AS delivered,
       count(*) FILTER (WHERE status ? 'read')::integer AS read,
       count(*) FILTER (WHERE status ? 'failed' AND NOT status ? 'delivered')::integer AS failed,
       round(100.0 * count(*) FILTER (WHERE status ? 'delivered') / nullif(count(*), 0), 1)::float8 AS delivery_rate,
       round(100.0 * count(*) FILTER (WHERE status ? 'read') / nullif(count(*) FILTER (WHERE status ? 'delivered'), 0), 1)::float8
         AS read_rate,
       round((percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds) FILTER (WHERE seconds >= 0))::numeric, 1)::float8 AS median_seconds,
       round((percentile_cont(0.95) WITHIN GROUP (ORDER BY seconds) FILTER (WHERE seconds >= 0))::numeric, 1)::float8 AS p95_seconds
FROM (
  SELECT status,
         CASE WHEN status ?& '{sent,delivered}' AND NOT coalesce(inferred_kinds @> '{delivered}', false)
              THEN extract(epoch FROM (status ->> 'delivered')::timestamptz - (status ->> 'sent')::timestamptz)::float8
         END AS seconds
  FROM broadcasts_messages
  WHERE created_at >= :from::timestamptz AND created_at < :to::timestamptz
) AS heard
