-- What the states of campaigns are called, the most frequent first.
--! not-null: status
SELECT c.status FROM public.marketing_campaigns c WHERE c.status IS NOT NULL GROUP BY c.status ORDER BY count(*) DESC, c.status LIMIT 20
