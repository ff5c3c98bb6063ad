-- What a list says of a recipient beside number, ids and reference: name, city and the like, as written.
ALTER TABLE public.campaign_recipients ADD COLUMN IF NOT EXISTS attributes JSONB;

-- Campaigns are found by name without case and repeated blanks (campaigns-by-name).
CREATE INDEX idx_marketing_campaigns_plain_name
  ON public.marketing_campaigns (lower(btrim(regexp_replace(name, '\s+', ' ', 'g'))));
