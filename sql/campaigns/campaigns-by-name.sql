-- The campaign that each name stands for, compared without case and repeated blanks: the oldest that bears it, else the last that bore
-- it, else the oldest whose id it is. Reports go on naming a renamed campaign as before. Provisional campaigns (made because reports
-- named them) come last, and `replaces` are those that give way to it: so it makes no difference which of the two was there first.
-- $1 text[]: names
--! not-null: name, id
SELECT asked.name, coalesce(own.id, bearers.provisional[1]) AS id,
       CASE WHEN own.id IS NOT NULL THEN bearers.provisional END AS replaces
FROM unnest($1::text[]) AS asked(name)
CROSS JOIN LATERAL (SELECT lower(btrim(regexp_replace(asked.name, '\s+', ' ', 'g'))) AS key) AS plain
-- Aggregates rather than LIMIT 1, for which the planner would walk through all campaigns by age.
CROSS JOIN LATERAL (
  SELECT (array_agg(c.id ORDER BY c.created_at, c.id) FILTER (WHERE c.source IS DISTINCT FROM 'webhook'))[1] AS own,
         array_agg(c.id ORDER BY c.created_at, c.id) FILTER (WHERE c.source = 'webhook') AS provisional
  FROM public.marketing_campaigns c
  WHERE lower(btrim(regexp_replace(c.name, '\s+', ' ', 'g'))) = plain.key
) AS bearers
CROSS JOIN LATERAL (
  SELECT coalesce(
    bearers.own,
    (SELECT (array_agg(c.id ORDER BY f.lost_at DESC, c.id))[1]
     FROM bluetick.former_campaign_names f JOIN public.marketing_campaigns c ON c.id = f.campaign_id
     WHERE f.plain_name = plain.key AND c.source IS DISTINCT FROM 'webhook'),
    (SELECT (array_agg(c.id ORDER BY c.created_at, c.id))[1] FROM public.marketing_campaigns c
     WHERE lower(btrim(regexp_replace(c.id, '\s+', ' ', 'g'))) = plain.key AND c.source IS DISTINCT FROM 'webhook')
  ) AS id
) AS own
WHERE coalesce(own.id, bearers.provisional[1]) IS NOT NULL
