-- Notes campaigns whose sums were not written, though no error came: they are to be recounted. Campaigns that have gone need
-- none.
-- $1 text[]: campaigns
INSERT INTO bluetick.disturbed_campaigns (campaign_id, miscounted)
SELECT c.id, true FROM public.marketing_campaigns c WHERE c.id = ANY ($1::text[])
