-- The figures of a period: what became of the messages that were heard of in it, from the sums by quarter-hour. The
-- percentiles come from histograms and are within 14% of the true value.
-- :from timestamptz, :to timestamptz
WITH quarter AS (
  SELECT * FROM bluetick.message_rollup
  WHERE campaign_id = '' AND bucket >= :from::timestamptz AND bucket < :to::timestamptz
), bin AS (
  SELECT d.kind, d.bin::integer - 1 AS bin, sum(d.n) AS n
  FROM quarter q
  CROSS JOIN LATERAL (
    SELECT 'delivery' AS kind, n, bin FROM unnest(q.delivery_times) WITH ORDINALITY AS t(n, bin)
    UNION ALL
    SELECT 'read', n, bin FROM unnest(q.read_times) WITH ORDINALITY AS t(n, bin)
  ) AS d
  GROUP BY d.kind, d.bin
  HAVING sum(d.n) > 0
), ranked AS (
  SELECT kind, bin, sum(n) OVER (PARTITION BY kind ORDER BY bin) / sum(n) OVER (PARTITION BY kind) AS share FROM bin
), times AS (
  SELECT bluetick.bin_seconds(min(bin) FILTER (WHERE kind = 'delivery' AND share >= 0.50)) AS delivery_p50_seconds,
         bluetick.bin_seconds(min(bin) FILTER (WHERE kind = 'delivery' AND share >= 0.95)) AS delivery_p95_seconds,
         bluetick.bin_seconds(min(bin) FILTER (WHERE kind = 'read' AND share >= 0.50)) AS read_p50_seconds,
         bluetick.bin_seconds(min(bin) FILTER (WHERE kind = 'read' AND share >= 0.95)) AS read_p95_seconds
  FROM ranked
)
SELECT t.messages, t.sent, t.delivered, t.read, t.failed, t.delivery_rate, t.read_rate, t.failure_rate,
       t.delivery_mean_seconds, times.*
FROM times, (
  SELECT coalesce(sum(messages), 0)::integer AS messages, coalesce(sum(sent), 0)::integer AS sent,
         coalesce(sum(delivered), 0)::integer AS delivered, coalesce(sum(read), 0)::integer AS read,
         coalesce(sum(failed), 0)::integer AS failed,
         round(100.0 * sum(delivered) / nullif(sum(messages), 0), 1)::float8 AS delivery_rate,
         round(100.0 * sum(read) / nullif(sum(delivered), 0), 1)::float8 AS read_rate,
         round(100.0 * sum(failed) / nullif(sum(messages), 0), 1)::float8 AS failure_rate,
         round(sum(delivery_ms) / 1000.0 / nullif(sum(deliveries), 0), 1)::float8 AS delivery_mean_seconds
  FROM quarter
) AS t
