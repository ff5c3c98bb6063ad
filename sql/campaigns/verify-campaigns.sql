-- Campaigns whose counters are not the sum of their recipients, all of it of one moment. `shown` is what messages_*
-- say, `kept` Bluetick's own sums, `right` the contribution rule over the recipients' columns (for rows that are not
-- joined in yet, and for those that left: what was counted of them), `miscounted` the rows whose own mark differs from the rule, `breakdowns` the
-- keys whose number is not that of the rows marked with them.
-- The cumulative counters cannot be compared with current statuses: a read message is sent and delivered too.
-- $1 text: campaign (NULL: all)
--! not-null: id, waiting, miscounted, breakdowns
WITH rule AS (
  SELECT r.campaign_id, r.counted, r.settled,
         CASE WHEN NOT r.settled THEN coalesce(r.counted, 0)
              ELSE bluetick.bits_of(r.status, r.sent_at, r.delivered_at, r.read_at, r.replied_at) END AS bits
  FROM public.campaign_recipients r
  WHERE $1::text IS NULL OR r.campaign_id = $1
  UNION ALL
  SELECT l.campaign_id, l.counted, false, l.counted FROM bluetick.left_recipients l
  WHERE l.counted IS NOT NULL AND ($1::text IS NULL OR l.campaign_id = $1)
), actual AS (
  SELECT campaign_id, sum(bits & 1) AS pending, sum(bits >> 1 & 1) AS sent, sum(bits >> 2 & 1) AS delivered,
         sum(bits >> 3 & 1) AS read, sum(bits >> 4 & 1) AS failed, sum(bits >> 5 & 1) AS replied,
         count(*) FILTER (WHERE settled OR counted IS NOT NULL) AS recipients,
         count(*) FILTER (WHERE NOT settled) AS waiting,
         count(*) FILTER (WHERE settled AND counted IS DISTINCT FROM bits) AS miscounted
  FROM rule
  GROUP BY campaign_id
), breakdown AS (
  SELECT campaign_id, count(*) AS wrong
  FROM (
    SELECT g.campaign_id, k.key, sum(g.recipients) AS recipients
    FROM (SELECT r.campaign_id, r.tally, count(*) AS recipients FROM public.campaign_recipients r
          WHERE r.tally IS NOT NULL AND ($1::text IS NULL OR r.campaign_id = $1)
          GROUP BY r.campaign_id, r.tally
          UNION ALL
          SELECT l.campaign_id, l.tally, 1 FROM bluetick.left_recipients l
          WHERE l.tally IS NOT NULL AND ($1::text IS NULL OR l.campaign_id = $1)) AS g
    CROSS JOIN unnest(g.tally) AS k(key)
    GROUP BY g.campaign_id, k.key
  ) AS a
  FULL JOIN (SELECT * FROM bluetick.campaign_tallies WHERE $1::text IS NULL OR campaign_id = $1) AS t USING (campaign_id, key)
  WHERE coalesce(a.recipients, 0) <> coalesce(t.recipients, 0)
  GROUP BY campaign_id
)
SELECT c.id, c.name, coalesce(a.waiting, 0)::integer AS waiting, coalesce(a.miscounted, 0)::integer AS miscounted,
       coalesce(b.wrong, 0)::integer AS breakdowns,
       json_build_object('pending', c.messages_pending, 'sent', c.messages_sent, 'delivered', c.messages_delivered,
                         'read', c.messages_read, 'failed', c.messages_failed, 'replied', c.messages_replied,
                         'recipients', c.recipients_counted) AS shown,
       json_build_object('pending', c.counted_pending, 'sent', c.counted_sent, 'delivered', c.counted_delivered,
                         'read', c.counted_read, 'failed', c.counted_failed, 'replied', c.counted_replied,
                         'recipients', c.recipients_counted) AS kept,
       json_build_object('pending', coalesce(a.pending, 0), 'sent', coalesce(a.sent, 0),
                         'delivered', coalesce(a.delivered, 0), 'read', coalesce(a.read, 0),
                         'failed', coalesce(a.failed, 0), 'replied', coalesce(a.replied, 0), 'recipients', coalesce(a.recipients, 0)) AS "right"
FROM public.marketing_campaigns c
LEFT JOIN actual a ON a.campaign_id = c.id
LEFT JOIN breakdown b ON b.campaign_id = c.id
WHERE ($1::text IS NULL OR c.id = $1)
ORDER BY c.id
