-- What the dashboard adds: the order in which campaigns are listed, without reading them all.

CREATE INDEX idx_marketing_campaigns_newest ON public.marketing_campaigns (coalesce(created_at, to_timestamp(0)) DESC, id DESC);
