-- What Meta bills, by campaign: messages by category, pricing model and type.
--! params: from, to, limit
--! window: 30d
--! denominator: none; messages without a campaign or whose price was never reported are not in it
--! column: campaign_id text the campaign
--! column: name text its name
--! column: category text Meta's category, such as marketing
--! column: model text Meta's pricing model, such as PMP
--! column: type text Meta's type, such as regular
--! column: billable text true, false, or nothing where it was not said
--! column: messages count messages with that price
SELECT s.campaign_id, c.name, s.label ->> 'category' AS category, s.label ->> 'model' AS model,
       s.label ->> 'type' AS type, s.label ->> 'billable' AS billable, s.messages
FROM (
  SELECT r.campaign_id, r.label, sum(r.messages) AS messages
  FROM bluetick.message_rollup_labels r
  WHERE r.campaign_id > '' AND r.bucket >= $1::timestamptz AND r.bucket < $2::timestamptz AND r.dimension = 'price'
  GROUP BY r.campaign_id, r.label
  HAVING sum(r.messages) > 0
) AS s
LEFT JOIN public.marketing_campaigns c ON c.id = s.campaign_id
ORDER BY s.messages DESC, s.campaign_id
LIMIT $3::integer
