-- What a rule measured over time: the least and the greatest value of each step, NULL where nothing was measured in it.
-- $1 text: rule, $2 timestamptz: from, $3 timestamptz: to, $4 float8: step in seconds
--! not-null: at_ms
SELECT extract(epoch FROM date_bin(make_interval(secs => $4::float8), v.at, 'epoch'))::float8 * 1000 AS at_ms,
       min(v.value) AS least, max(v.value) AS greatest
FROM bluetick.rule_values v
WHERE v.rule = $1::text AND v.at >= $2::timestamptz AND v.at < $3::timestamptz
GROUP BY 1
ORDER BY 1
