-- How many messages of a span took a time from sent to delivered, by bin of bluetick.time_bin.
-- $1 text: campaign ('' for all), $2 timestamptz: from, $3 timestamptz: to
SELECT t.bin::integer - 1 AS bin, sum(t.n)::integer AS messages
FROM bluetick.message_rollup r
CROSS JOIN LATERAL unnest(r.delivery_times) WITH ORDINALITY AS t(n, bin)
WHERE r.campaign_id = $1::text AND r.bucket >= $2::timestamptz AND r.bucket < $3::timestamptz
GROUP BY t.bin
HAVING sum(t.n) > 0
