-- One campaign with its counters and breakdowns, of one moment. Counters are Bluetick's own sums where it has counted
-- anybody, else what its sender wrote there.
-- $1 text: id
--! not-null: id, recipients
SELECT c.id, c.name, c.status, c.source, c.created_at, c.updated_at, c.total_target_customers,
       s.starts_at, s.ends_at, s.template, s.country,
       c.recipients_counted AS recipients,
       CASE WHEN c.recipients_counted > 0 THEN c.counted_pending ELSE coalesce(c.messages_pending, 0) END AS pending,
       CASE WHEN c.recipients_counted > 0 THEN c.counted_sent ELSE coalesce(c.messages_sent, 0) END AS sent,
       CASE WHEN c.recipients_counted > 0 THEN c.counted_delivered ELSE coalesce(c.messages_delivered, 0) END AS delivered,
       CASE WHEN c.recipients_counted > 0 THEN c.counted_read ELSE coalesce(c.messages_read, 0) END AS read,
       CASE WHEN c.recipients_counted > 0 THEN c.counted_failed ELSE coalesce(c.messages_failed, 0) END AS failed,
       CASE WHEN c.recipients_counted > 0 THEN c.counted_replied ELSE coalesce(c.messages_replied, 0) END AS replied,
       (SELECT json_object_agg(t.key, t.recipients) FROM bluetick.campaign_tallies t
        WHERE t.campaign_id = c.id AND t.recipients <> 0) AS breakdowns
FROM public.marketing_campaigns c
LEFT JOIN bluetick.campaign_settings s ON s.campaign_id = c.id
WHERE c.id = $1
