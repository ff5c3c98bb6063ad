-- The campaign that each name stands for, compared without case and repeated blanks: the oldest that bears it, else the oldest whose
-- id it is. Reports go on naming a renamed campaign as before, and webhooks make campaigns whose id is the name.
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
    (SELECT (array_agg(c.id ORDER BY c.created_at, c.id))[1] FROM public.marketing_campaigns c
     WHERE lower(btrim(regexp_replace(c.id, '\s+', ' ', 'g'))) = plain.key)
  ) AS id
) AS found
WHERE found.id IS NOT NULL
