-- The ids of all campaigns.
SELECT c.id FROM public.marketing_campaigns c ORDER BY c.id
