-- A page of campaigns, newest first. `position` is where the next page begins.
-- $1 text: status, $2 timestamptz: created from, $3 timestamptz: created before (each NULL: any),
-- $4 timestamptz, $5 text: position and id of the page before's last (NULL: first page), $6 integer: how many
--! not-null: id, recipients, position
SELECT c.id, c.name, c.status, c.source, c.created_at, c.updated_at, c.total_target_customers,
       s.starts_at, s.ends_at, s.template, s.country,
       c.recipients_counted AS recipients,
       CASE WHEN c.recipients_counted > 0 THEN c.counted_pending ELSE coalesce(c.messages_pending, 0) END AS pending,
       CASE WHEN c.recipients_counted > 0 THEN c.counted_sent ELSE coalesce(c.messages_sent, 0) END AS sent,
       CASE WHEN c.recipients_counted > 0 THEN c.counted_delivered ELSE coalesce(c.messages_delivered, 0) END AS delivered,
       CASE WHEN c.recipients_counted > 0 THEN c.counted_read ELSE coalesce(c.messages_read, 0) END AS read,
       CASE WHEN c.recipients_counted > 0 THEN c.counted_failed ELSE coalesce(c.messages_failed, 0) END AS failed,
       CASE WHEN c.recipients_counted > 0 THEN c.counted_replied ELSE coalesce(c.messages_replied, 0) END AS replied,
       NULL::json AS breakdowns,
       coalesce(c.created_at, to_timestamp(0))::text AS position
FROM public.marketing_campaigns c
LEFT JOIN bluetick.campaign_settings s ON s.campaign_id = c.id
WHERE ($1::text IS NULL OR lower(c.status) = lower($1))
  AND ($2::timestamptz IS NULL OR c.created_at >= $2)
  AND ($3::timestamptz IS NULL OR c.created_at < $3)
  AND ($4::timestamptz IS NULL OR (coalesce(c.created_at, to_timestamp(0)), c.id) < ($4, $5))
ORDER BY coalesce(c.created_at, to_timestamp(0)) DESC, c.id DESC
LIMIT $6::integer
