-- Episodes that fired in a time, the newest first.
-- $1 from (ms), $2 until before (ms), $3 text: one rule, or NULL for all, $4 integer: at most this many
SELECT id, rule, severity, labels, descriptions, extract(epoch FROM fired_at)::float8 * 1000 AS fired_ms,
       extract(epoch FROM ended_at)::float8 * 1000 AS ended_ms, outcome, summary, acknowledged_by,
       extract(epoch FROM first_acknowledged_at)::float8 * 1000 AS first_acknowledged_ms
FROM bluetick.alert_episodes
WHERE fired_at >= to_timestamp($1::float8 / 1000) AND fired_at < to_timestamp($2::float8 / 1000)
  AND ($3::text IS NULL OR rule = $3::text)
ORDER BY fired_at DESC, id
LIMIT $4::integer
