-- Deletes a campaign that has no recipients any more. A trigger takes what Bluetick keeps of it besides.
-- $1 text: id
DELETE FROM public.marketing_campaigns c
WHERE c.id = $1::text AND NOT EXISTS (SELECT FROM public.campaign_recipients r WHERE r.campaign_id = c.id)
RETURNING c.id
