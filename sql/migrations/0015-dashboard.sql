-- What the dashboard adds: the order in which campaigns are listed, without reading them all.

CREATE INDEX idx_marketing_campaigns_newest ON public.marketing_campaigns (coalesce(created_at, to_timestamp(0)) DESC, id DESC);

-- Who asked for phone numbers, which pages mask, or took them away as a file; on which page, whose address tells no number.
CREATE TABLE bluetick.number_views (
  id     BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at     TIMESTAMPTZ NOT NULL,
  person TEXT NOT NULL,
  role   TEXT NOT NULL,
  page   TEXT NOT NULL
);
