-- Makes the campaigns of recipients where nobody has made them yet, in the order in which batches make theirs.
-- $1 text[]: ids
INSERT INTO public.marketing_campaigns (id) SELECT c FROM unnest($1::text[]) AS c ORDER BY c COLLATE "C" ON CONFLICT DO NOTHING
