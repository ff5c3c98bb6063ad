-- As recount-campaign, for the breakdowns: the keys whose number is not that of the recipients marked with them.
-- $1 text: campaign
--! not-null: key, recipients
SELECT key, (coalesce(a.recipients, 0) - coalesce(t.recipients, 0))::integer AS recipients
FROM (
  SELECT k.key, sum(g.recipients) AS recipients
  FROM (SELECT r.tally, count(*) AS recipients FROM public.campaign_recipients r
        WHERE r.campaign_id = $1 AND r.tally IS NOT NULL
        GROUP BY r.tally
        UNION ALL
        SELECT l.tally, 1 FROM bluetick.left_recipients l WHERE l.campaign_id = $1 AND l.tally IS NOT NULL) g
  CROSS JOIN unnest(g.tally) AS k(key)
  GROUP BY k.key
) a
FULL JOIN (SELECT * FROM bluetick.campaign_tallies WHERE campaign_id = $1) t USING (key)
WHERE coalesce(a.recipients, 0) <> coalesce(t.recipients, 0)
ORDER BY key
