-- The campaign that each name stands for, compared without case and repeated blanks: the oldest that bears it, else the last that bore
-- it, else the oldest whose id it is. Reports go on naming a renamed campaign as before, and webhooks make campaigns whose id is the name.
-- $1 text[]: names
--! not-null: name, id
SELECT asked.name, found.id
FROM unnest($1::text[]) AS asked(name)
CROSS JOIN LATERAL (SELECT lower(btrim(regexp_replace(asked.name, '\s+', ' ', 'g'))) AS key) AS plain
-- Aggregates rather than LIMIT 1, for which the planner would walk through all campaigns by age.
CROSS JOIN LATERAL (
  SELECT coalesce(
    (SELECT (array_agg(c.id ORDER BY c.created_at, c.id))[1] FROM public.marketing_campaigns c
     WHERE lower(btrim(regexp_replace(c.name, '\s+', ' ', 'g'))) = plain.key),
    (SELECT (array_agg(c.id ORDER BY f.lost_at DESC, c.id))[1]
     FROM bluetick.former_campaign_names f JOIN public.marketing_campaigns c ON c.id = f.campaign_id
     WHERE f.plain_name = plain.key),
    (SELECT (array_agg(c.id ORDER BY c.created_at, c.id))[1] FROM public.marketing_campaigns c
     WHERE lower(btrim(regexp_replace(c.id, '\s+', ' ', 'g'))) = plain.key)
  ) AS id
) AS found
WHERE found.id IS NOT NULL
