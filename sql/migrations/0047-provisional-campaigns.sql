-- Provisional campaigns: those that nothing but reports named, source 'webhook'. They give way to a campaign of somebody's for which the
-- name stands (campaigns-by-name), whichever of the two was there first.

-- Whose name somebody changed, or in which somebody listed recipients, is somebody's.
UPDATE public.marketing_campaigns c SET source = 'sender'
WHERE c.source = 'webhook'
  AND (lower(btrim(regexp_replace(c.name, '\s+', ' ', 'g'))) IS DISTINCT FROM lower(btrim(regexp_replace(c.id, '\s+', ' ', 'g')))
       OR c.id IN (SELECT f.campaign_id FROM bluetick.former_campaign_names f)
       OR c.id IN (SELECT r.campaign_id FROM public.campaign_recipients r WHERE NOT r.from_webhook));

-- One that somebody inserts under the id of a provisional campaign takes its place: the insert would break a unique key that its writer
-- cannot know of. The row is changed where it is, since recipients refer to it.
CREATE FUNCTION bluetick.take_place(campaign public.marketing_campaigns) RETURNS BOOLEAN LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  given TEXT;
BEGIN
  IF NOT EXISTS (SELECT FROM public.marketing_campaigns c WHERE c.id = campaign.id AND c.source = 'webhook') THEN RETURN false; END IF;
  -- What nobody says of it stays.
  SELECT coalesce(campaign.name, c.name), coalesce(campaign.status, c.status) INTO campaign.name, campaign.status
  FROM public.marketing_campaigns c WHERE c.id = campaign.id;
  SELECT string_agg(quote_ident(a.attname), ', ') INTO given
  FROM pg_attribute a
  WHERE a.attrelid = 'public.marketing_campaigns'::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    AND a.attidentity <> 'a' AND a.attname <> 'recipients_counted' AND a.attname !~ '^(counted|messages)_';
  EXECUTE format('UPDATE public.marketing_campaigns c SET (%1$s) = (SELECT %1$s FROM (SELECT ($1).*) AS n) WHERE c.id = ($1).id', given)
  USING campaign;
  RETURN true;
END
$$;

CREATE OR REPLACE FUNCTION bluetick.guard_campaign() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  begins BOOLEAN := TG_OP = 'INSERT';
BEGIN
  IF begins THEN
    -- A copy of a provisional one is somebody's.
    IF NEW.source = 'webhook' THEN NEW.source := 'sender'; END IF;
    IF bluetick.take_place(NEW) THEN RETURN NULL; END IF;
  ELSE
    begins := NEW.id <> OLD.id;
    IF NEW.source = 'webhook' AND OLD.source = 'webhook' AND (NEW.id, NEW.name) IS DISTINCT FROM (OLD.id, OLD.name) THEN
      NEW.source := 'sender';
    END IF;
    NEW.counted_pending := OLD.counted_pending;
    NEW.counted_sent := OLD.counted_sent;
    NEW.counted_delivered := OLD.counted_delivered;
    NEW.counted_read := OLD.counted_read;
    NEW.counted_failed := OLD.counted_failed;
    NEW.counted_replied := OLD.counted_replied;
    NEW.recipients_counted := OLD.recipients_counted;
    IF begins THEN
      DELETE FROM bluetick.campaign_tallies t WHERE t.campaign_id = OLD.id;
      UPDATE bluetick.left_recipients l SET counted = NULL, tally = NULL WHERE l.campaign_id = OLD.id;
      DELETE FROM bluetick.campaign_settings s WHERE s.campaign_id = NEW.id;
      UPDATE bluetick.campaign_settings s SET campaign_id = NEW.id WHERE s.campaign_id = OLD.id;
      UPDATE bluetick.former_campaign_names f SET campaign_id = NEW.id WHERE f.campaign_id = OLD.id;
    END IF;
  END IF;
  IF begins THEN
    NEW.counted_pending := 0;
    NEW.counted_sent := 0;
    NEW.counted_delivered := 0;
    NEW.counted_read := 0;
    NEW.counted_failed := 0;
    NEW.counted_replied := 0;
    NEW.recipients_counted := 0;
    -- Recipients that were counted in a campaign of this id before.
    IF EXISTS (SELECT FROM public.campaign_recipients r WHERE r.campaign_id = NEW.id AND r.counted IS NOT NULL) THEN
      INSERT INTO bluetick.disturbed_campaigns AS d (campaign_id, miscounted) VALUES (NEW.id, true)
      ON CONFLICT (campaign_id) DO UPDATE SET miscounted = true WHERE NOT d.miscounted;
    END IF;
  END IF;
  RETURN NEW;
END
$$;

-- The worker looks whether a provisional campaign gives way to it: only then the batch that may be making that one is over.
CREATE FUNCTION bluetick.notice_named_campaign() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NEW.source = 'webhook' THEN RETURN NULL; END IF;
  IF TG_OP = 'UPDATE' THEN
    IF (NEW.id, NEW.name) IS NOT DISTINCT FROM (OLD.id, OLD.name) THEN RETURN NULL; END IF;
  END IF;
  INSERT INTO bluetick.disturbed_campaigns (campaign_id) VALUES (NEW.id) ON CONFLICT DO NOTHING;
  RETURN NULL;
END
$$;
CREATE TRIGGER bluetick_notice_named_campaign AFTER INSERT OR UPDATE OF id, name ON public.marketing_campaigns
  FOR EACH ROW EXECUTE FUNCTION bluetick.notice_named_campaign();

-- Those beside each of which a provisional campaign stands today.
INSERT INTO bluetick.disturbed_campaigns (campaign_id)
SELECT c.id
FROM public.marketing_campaigns p
JOIN public.marketing_campaigns c ON c.source IS DISTINCT FROM 'webhook'
 AND lower(btrim(regexp_replace(p.name, '\s+', ' ', 'g'))) IN (lower(btrim(regexp_replace(c.name, '\s+', ' ', 'g'))),
                                                              lower(btrim(regexp_replace(c.id, '\s+', ' ', 'g'))))
WHERE p.source = 'webhook'
ON CONFLICT DO NOTHING;
