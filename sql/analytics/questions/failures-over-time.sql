-- Failed messages by hour or day and failure code.
-- The window begins at the beginning of its first hour or day.
--! params: from, to, campaign, zone, step
--! window: 7d
--! begins: step
--! denominator: none
--! column: time time when the hour or the day begins
--! column: code text WhatsApp's failure code, or "unknown"
--! column: failed count messages first heard of then that failed with it last
SELECT bluetick.begin_of($5::text, r.bucket, $4::text) AS time, r.label #>> '{}' AS code, sum(r.messages) AS failed
FROM bluetick.message_rollup_labels r
WHERE r.campaign_id = $3::text AND r.bucket >= $1::timestamptz
  AND r.bucket < $2::timestamptz AND r.dimension = 'failure'
GROUP BY 1, 2
HAVING sum(r.messages) > 0
ORDER BY 1 DESC, 3 DESC, 2
