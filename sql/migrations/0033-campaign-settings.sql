-- What people say of a campaign besides its name and state. A table of its own: others add columns to marketing_campaigns as they like.

CREATE TABLE bluetick.campaign_settings (
  campaign_id TEXT PRIMARY KEY,
  starts_at   TIMESTAMPTZ,
  ends_at     TIMESTAMPTZ,
  -- The template that it sends.
  template    TEXT,
  -- Where numbers in its lists are from that come without a country code: two letters.
  country     TEXT
);

SELECT bluetick.shut('bluetick.campaign_settings');

-- They go with their campaign, whoever deletes it.
CREATE FUNCTION bluetick.forget_campaign_settings() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  DELETE FROM bluetick.campaign_settings s USING gone g WHERE s.campaign_id = g.id;
  RETURN NULL;
END
$$;
CREATE TRIGGER bluetick_forget_campaign_settings AFTER DELETE ON public.marketing_campaigns
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION bluetick.forget_campaign_settings();
