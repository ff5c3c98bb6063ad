-- Tables as the hot path wants them: no index on what changes with every report, and room on each page for the next version
-- of its rows, so that an update touches no index at all (HOT).

DO $$
BEGIN
  EXECUTE format('DROP INDEX IF EXISTS %I.idx_campaign_recipients_status', (parse_ident('public.campaign_recipients'))[1]);
END
$$;

-- In which ranges of 256 recipients' keys a status of a campaign occurs, or did lately: what pages of one status are read
-- by. Never too few: whoever writes a status notes its range. Those in which it occurs no longer are dropped in the background.
CREATE TABLE bluetick.recipient_ranges (
  campaign_id TEXT COLLATE "C" NOT NULL,
  status      TEXT COLLATE "C" NOT NULL,
  range       BIGINT NOT NULL,
  PRIMARY KEY (campaign_id, status, range)
);
SELECT bluetick.shut('bluetick.recipient_ranges'::regclass);
INSERT INTO bluetick.recipient_ranges (campaign_id, status, range)
SELECT DISTINCT r.campaign_id, r.status, r.id / 256 FROM public.campaign_recipients r WHERE r.status IS NOT NULL;

CREATE FUNCTION bluetick.forget_ranges() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  DELETE FROM bluetick.recipient_ranges r USING gone g WHERE r.campaign_id = g.id;
  RETURN NULL;
END
$$;
CREATE TRIGGER bluetick_forget_ranges AFTER DELETE ON public.marketing_campaigns
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION bluetick.forget_ranges();

-- Half of each page is kept free: all rows of a page are often written in one batch, and old versions give their room back
-- only when it is over. Pages that are there already get room as they are vacuumed.
ALTER TABLE public.broadcasts_messages SET (fillfactor = 50);
ALTER TABLE public.campaign_recipients SET (fillfactor = 50);
