-- Names that campaigns bore. Reports go on naming a renamed campaign as before: a name that none bears stands for the last that bore it.

CREATE TABLE bluetick.former_campaign_names (
  campaign_id TEXT NOT NULL,
  -- Without case and repeated blanks, as names are compared.
  plain_name  TEXT NOT NULL,
  lost_at     TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp()
);
-- One for each column: together they may be longer than an index holds.
CREATE INDEX idx_former_campaign_names_campaign ON bluetick.former_campaign_names (campaign_id);
CREATE INDEX idx_former_campaign_names_name ON bluetick.former_campaign_names (plain_name);

SELECT bluetick.shut('bluetick.former_campaign_names');

CREATE FUNCTION bluetick.note_former_name() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  former TEXT := lower(btrim(regexp_replace(old.name, '\s+', ' ', 'g')));
BEGIN
  DELETE FROM bluetick.former_campaign_names f WHERE f.campaign_id = old.id AND f.plain_name = former;
  INSERT INTO bluetick.former_campaign_names (campaign_id, plain_name) VALUES (old.id, former);
  RETURN NULL;
END
$$;
-- Whoever renames it. Counters are written all the time: only what sets the name comes here.
CREATE TRIGGER bluetick_keep_former_name AFTER UPDATE OF name ON public.marketing_campaigns
  FOR EACH ROW WHEN (old.id = new.id AND old.name <> new.name) EXECUTE FUNCTION bluetick.note_former_name();

-- They go with their campaign, whoever deletes it.
CREATE FUNCTION bluetick.forget_former_names() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'TRUNCATE' THEN
    DELETE FROM bluetick.former_campaign_names;
  ELSE
    DELETE FROM bluetick.former_campaign_names f USING gone g WHERE f.campaign_id = g.id;
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER bluetick_forget_former_names AFTER DELETE ON public.marketing_campaigns
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION bluetick.forget_former_names();
CREATE TRIGGER bluetick_forget_all_former_names AFTER TRUNCATE ON public.marketing_campaigns
  FOR EACH STATEMENT EXECUTE FUNCTION bluetick.forget_former_names();
