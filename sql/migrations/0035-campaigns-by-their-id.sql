-- A name that no campaign bears stands for the campaign whose id it is (campaigns-by-name): found by its id as by its name.
CREATE INDEX idx_marketing_campaigns_plain_id
  ON public.marketing_campaigns (lower(btrim(regexp_replace(id, '\s+', ' ', 'g'))));
