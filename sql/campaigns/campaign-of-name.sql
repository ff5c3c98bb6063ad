-- A campaign of this name, if there is one: the first that was made.
-- $1 text: name
SELECT c.id FROM public.marketing_campaigns c WHERE c.name = $1::text ORDER BY c.created_at, c.id LIMIT 1
