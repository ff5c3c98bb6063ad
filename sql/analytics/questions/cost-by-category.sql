-- What Meta bills: messages by category, pricing model and type.
--! params: from, to, campaign
--! window: 30d
--! denominator: none; messages whose price was never reported are not in it
--! bars: messages
--! column: category text Meta's category, such as marketing
--! column: model text Meta's pricing model, such as PMP
--! column: type text Meta's type, such as regular
--! column: billable text true, false, or nothing where it was not said
--! column: messages count messages with that price
SELECT r.label ->> 'category' AS category, r.label ->> 'model' AS model, r.label ->> 'type' AS type,
       r.label ->> 'billable' AS billable, sum(r.messages) AS messages
FROM bluetick.message_rollup_labels r
WHERE r.campaign_id = $3::text AND r.bucket >= $1::timestamptz AND r.bucket < $2::timestamptz AND r.dimension = 'price'
GROUP BY r.label
HAVING sum(r.messages) > 0
ORDER BY messages DESC
