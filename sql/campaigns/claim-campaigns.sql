-- Makes provisional campaigns somebody's own, since somebody listed recipients in them; but for those that give way to another (as
-- campaigns-by-name says).
-- $1 text[]: campaigns, $2 text: whose: api or sender
UPDATE public.marketing_campaigns c SET source = $2::text
WHERE c.id = ANY ($1::text[]) AND c.source = 'webhook'
  AND NOT EXISTS (SELECT FROM public.marketing_campaigns o WHERE o.source IS DISTINCT FROM 'webhook'
    AND lower(btrim(regexp_replace(o.name, '\s+', ' ', 'g'))) = lower(btrim(regexp_replace(c.name, '\s+', ' ', 'g'))))
  AND NOT EXISTS (SELECT FROM public.marketing_campaigns o WHERE o.source IS DISTINCT FROM 'webhook'
    AND lower(btrim(regexp_replace(o.id, '\s+', ' ', 'g'))) = lower(btrim(regexp_replace(c.name, '\s+', ' ', 'g'))))
  AND NOT EXISTS (SELECT FROM bluetick.former_campaign_names f
    WHERE f.plain_name = lower(btrim(regexp_replace(c.name, '\s+', ' ', 'g'))))
