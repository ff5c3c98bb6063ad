-- What a list says of a recipient beside number, ids and reference: name, city and the like, as written.
ALTER TABLE public.campaign_recipients ADD COLUMN IF NOT EXISTS attributes JSONB;
