-- The campaign that each name stands for, compared without case and repeated blanks: the oldest that bears it.
-- $1 text[]: names
--! not-null: name
SELECT DISTINCT ON (asked.name) asked.name, c.id
FROM unnest($1::text[]) AS asked(name)
JOIN public.marketing_campaigns c
  ON lower(btrim(regexp_replace(c.name, '\s+', ' ', 'g'))) = lower(btrim(regexp_replace(asked.name, '\s+', ' ', 'g')))
ORDER BY asked.name, c.created_at, c.id
