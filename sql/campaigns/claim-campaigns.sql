-- Makes provisional campaigns somebody's own, since somebody listed recipients in them.
-- $1 text[]: campaigns, $2 text: whose: api or sender
UPDATE public.marketing_campaigns c SET source = $2::text WHERE c.id = ANY ($1::text[]) AND c.source = 'webhook'
