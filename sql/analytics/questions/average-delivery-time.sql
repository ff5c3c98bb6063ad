-- Average delivery time, from sent to delivered. Phones that were switched off rule it: see delivery-times.
--! params: from, to, campaign
--! window: 24h
--! denominator: messages of the window with a time for both sent and delivered
--! column: deliveries count with both times
--! column: avg_delivery_seconds seconds mean of delivered - sent
SELECT coalesce(sum(r.deliveries), 0) AS deliveries,
       sum(r.delivery_ms) / 1000.0 / nullif(sum(r.deliveries), 0) AS avg_delivery_seconds
FROM bluetick.rollup_within($3::text, $1::timestamptz, $2::timestamptz) r
