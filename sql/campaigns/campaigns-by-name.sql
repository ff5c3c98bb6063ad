-- The campaign that each name stands for: the oldest that bears it.
-- $1 text[]: names
--! not-null: name
SELECT DISTINCT ON (c.name) c.name, c.id
FROM public.marketing_campaigns c
WHERE c.name = ANY ($1::text[])
ORDER BY c.name, c.created_at, c.id
