-- The names of provisional campaigns that may give way to one of these, or are one of these; campaigns-by-name says which do.
-- $1 text[]: campaigns
--! not-null: name
WITH names AS (
  SELECT c.id, lower(btrim(regexp_replace(n.name, '\s+', ' ', 'g'))) AS key
  FROM public.marketing_campaigns c CROSS JOIN LATERAL (VALUES (c.name), (c.id)) AS n(name)
  WHERE c.id = ANY ($1::text[])
  UNION
  SELECT f.campaign_id, f.plain_name FROM bluetick.former_campaign_names f WHERE f.campaign_id = ANY ($1::text[])
)
SELECT DISTINCT p.name
FROM names n
JOIN public.marketing_campaigns p ON lower(btrim(regexp_replace(p.name, '\s+', ' ', 'g'))) = n.key
WHERE p.source = 'webhook'
