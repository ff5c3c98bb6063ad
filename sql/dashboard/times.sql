-- How many messages of a span took a time from sent to delivered, and from there to reading, by bin of bluetick.time_bin.
-- $1 text: campaign ('' for all), $2 timestamptz: from, $3 timestamptz: to
--! not-null: bin, deliveries, reads
SELECT t.bin::integer - 1 AS bin, coalesce(sum(t.delivered), 0)::integer AS deliveries, coalesce(sum(t.read), 0)::integer AS reads
FROM bluetick.message_rollup r
CROSS JOIN LATERAL unnest(r.delivery_times, r.read_times) WITH ORDINALITY AS t(delivered, read, bin)
WHERE r.campaign_id = $1::text AND r.bucket >= $2::timestamptz AND r.bucket < $3::timestamptz
GROUP BY t.bin
HAVING sum(t.delivered) > 0 OR sum(t.read) > 0
