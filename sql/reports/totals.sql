-- The figures of a period: what became of the messages that were heard of in it, from the sums by quarter-hour.
-- :from timestamptz, :to timestamptz
SELECT coalesce(sum(messages), 0)::integer AS messages, coalesce(sum(sent), 0)::integer AS sent,
       coalesce(sum(delivered), 0)::integer AS delivered, coalesce(sum(read), 0)::integer AS read,
       coalesce(sum(failed), 0)::integer AS failed,
       round(100.0 * sum(delivered) / nullif(sum(messages), 0), 1)::float8 AS delivery_rate,
       round(100.0 * sum(read) / nullif(sum(delivered), 0), 1)::float8 AS read_rate,
       round(sum(delivery_ms) / 1000.0 / nullif(sum(deliveries), 0), 1)::float8 AS mean_seconds
FROM message_rollup
WHERE campaign_id = '' AND bucket >= :from::timestamptz AND bucket < :to::timestamptz
