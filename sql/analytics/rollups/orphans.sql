-- How many breakdowns are of campaigns that are not there: no campaign's recount finds them.
--! not-null: orphans
SELECT count(*)::integer AS orphans FROM bluetick.campaign_tallies t
WHERE NOT EXISTS (SELECT FROM public.marketing_campaigns c WHERE c.id = t.campaign_id)
