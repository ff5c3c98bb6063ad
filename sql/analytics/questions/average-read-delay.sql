-- Average time from delivery to reading.
--! params: from, to, campaign
--! window: 24h
--! denominator: read messages of the window
--! column: read count that were read
--! column: avg_read_delay_minutes minutes mean of read - delivered
SELECT coalesce(sum(r.read), 0) AS read,
       sum(r.read_delay_ms) / 60000.0 / nullif(sum(r.read), 0) AS avg_read_delay_minutes
FROM bluetick.rollup_within($3::text, $1::timestamptz, $2::timestamptz) r
