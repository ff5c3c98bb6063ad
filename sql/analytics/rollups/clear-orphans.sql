-- Takes breakdowns away that are of campaigns that are not there.
DELETE FROM bluetick.campaign_tallies t
WHERE NOT EXISTS (SELECT FROM public.marketing_campaigns c WHERE c.id = t.campaign_id)
