-- Whether there is a campaign of this id.
-- $1 text: id
SELECT FROM public.marketing_campaigns c WHERE c.id = $1::text
