-- Makes the campaigns of recipients where nobody has made them yet.
-- $1 text[]: ids
INSERT INTO public.marketing_campaigns (id) SELECT DISTINCT c FROM unnest($1::text[]) AS c ORDER BY c ON CONFLICT DO NOTHING
