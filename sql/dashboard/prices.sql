-- What Meta bills of a span: messages by category, pricing model and type.
-- $1 text: campaign ('' for all), $2 timestamptz: from, $3 timestamptz: to
--! not-null: messages
SELECT l.label ->> 'category' AS category, l.label ->> 'model' AS model, l.label ->> 'type' AS type,
       (l.label ->> 'billable')::boolean AS billable, sum(l.messages)::integer AS messages
FROM bluetick.message_rollup_labels l
WHERE l.campaign_id = $1::text AND l.bucket >= $2::timestamptz AND l.bucket < $3::timestamptz AND l.dimension = 'price'
GROUP BY l.label
HAVING sum(l.messages) > 0
ORDER BY messages DESC
