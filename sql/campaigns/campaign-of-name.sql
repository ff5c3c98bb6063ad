-- A campaign that this name stands for, compared without case and repeated blanks: the oldest that bears it and is not provisional.
-- $1 text: name
SELECT c.id
FROM public.marketing_campaigns c
WHERE lower(btrim(regexp_replace(c.name, '\s+', ' ', 'g'))) = lower(btrim(regexp_replace($1::text, '\s+', ' ', 'g')))
  AND c.source IS DISTINCT FROM 'webhook'
ORDER BY c.created_at, c.id
LIMIT 1
