-- Read rate: the share of delivered messages that were read. Recipients who switched read receipts off never read.
--! params: from, to, campaign
--! window: 24h
--! denominator: delivered messages of the window
--! column: delivered count that reached the phone, read ones included
--! column: read count that were read
--! column: read_rate percent read of delivered
SELECT coalesce(sum(r.delivered), 0) AS delivered, coalesce(sum(r.read), 0) AS read,
       sum(r.read) * 100.0 / nullif(sum(r.delivered), 0) AS read_rate
FROM bluetick.rollup_within($3::text, $1::timestamptz, $2::timestamptz) r
