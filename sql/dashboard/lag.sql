-- How many reports took a time from receipt to commit, by bin of bluetick.time_bin, in hundredths of its times.
-- $1 timestamptz: committed from, $2 timestamptz: to
--! not-null: bin, reports
SELECT t.bin::integer - 1 AS bin, sum(t.n)::integer AS reports
FROM bluetick.lag_rollup l
CROSS JOIN LATERAL unnest(l.receipt_times) WITH ORDINALITY AS t(n, bin)
WHERE l.bucket >= $1::timestamptz AND l.bucket < $2::timestamptz
GROUP BY t.bin
HAVING sum(t.n) > 0
