-- Average time from delivery to reading.
--! params: from, to, campaign
--! window: 24h
--! denominator: read messages of the window
--! column: read count that were read
--! column: avg_read_delay_minutes minutes mean of read - delivered
SELECT coalesce(sum(r.read), 0) AS read,
       sum(r.read_delay_ms) / 60000.0 / nullif(sum(r.read), 0) AS avg_read_delay_minutes
FROM bluetick.message_rollup r
WHERE r.campaign_id = $3::text AND r.bucket >= $1::timestamptz AND r.bucket < $2::timestamptz
