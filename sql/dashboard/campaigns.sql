-- Campaigns whose name holds a text, sorted, from some place on: of the newest thousand that fit, which are found newest first.
-- $1 text: what the name or id holds ('' for any), $2 boolean: with archived ones, $3 text: sort, $4 integer: from, $5 integer:
-- how many
--! not-null: id, recipients, pending, sent, delivered, read, failed, replied
WITH newest AS (
  SELECT c.id, c.name, c.status, c.source, c.created_at, c.updated_at, c.total_target_customers,
         s.starts_at, s.ends_at, s.template, s.country,
         c.recipients_counted AS recipients,
         CASE WHEN c.recipients_counted > 0 THEN c.counted_pending ELSE coalesce(c.messages_pending, 0) END AS pending,
         CASE WHEN c.recipients_counted > 0 THEN c.counted_sent ELSE coalesce(c.messages_sent, 0) END AS sent,
         CASE WHEN c.recipients_counted > 0 THEN c.counted_delivered ELSE coalesce(c.messages_delivered, 0) END AS delivered,
         CASE WHEN c.recipients_counted > 0 THEN c.counted_read ELSE coalesce(c.messages_read, 0) END AS read,
         CASE WHEN c.recipients_counted > 0 THEN c.counted_failed ELSE coalesce(c.messages_failed, 0) END AS failed,
         CASE WHEN c.recipients_counted > 0 THEN c.counted_replied ELSE coalesce(c.messages_replied, 0) END AS replied,
         NULL::json AS breakdowns
  FROM public.marketing_campaigns c
  LEFT JOIN bluetick.campaign_settings s ON s.campaign_id = c.id
  WHERE ($1::text = '' OR strpos(lower(c.name), lower($1::text)) > 0 OR c.id = $1::text)
    AND ($2::boolean OR lower(c.status) IS DISTINCT FROM 'archived')
  ORDER BY coalesce(c.created_at, to_timestamp(0)) DESC, c.id DESC
  LIMIT 1000
)
SELECT n.*
FROM newest n
ORDER BY CASE $3::text WHEN 'name' THEN lower(n.name) END,
         CASE $3::text WHEN 'recipients' THEN n.recipients
                       WHEN 'delivered' THEN n.delivered::float8 / nullif(n.sent, 0)
                       WHEN 'read' THEN n.read::float8 / nullif(n.delivered, 0)
                       WHEN 'failed' THEN n.failed::float8 / nullif(n.recipients, 0) END DESC NULLS LAST,
         coalesce(n.created_at, to_timestamp(0)) DESC, n.id DESC
OFFSET $4::integer LIMIT $5::integer
