-- Failed messages of a span by failure code.
-- $1 text: campaign ('' for all), $2 timestamptz: from, $3 timestamptz: to
--! not-null: code, messages
SELECT r.label #>> '{}' AS code, sum(r.messages)::integer AS messages
FROM bluetick.message_rollup_labels r
WHERE r.campaign_id = $1::text AND r.bucket >= $2::timestamptz AND r.bucket < $3::timestamptz AND r.dimension = 'failure'
GROUP BY r.label
HAVING sum(r.messages) > 0
