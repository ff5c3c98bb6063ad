-- Provisional campaigns: those that nothing but reports named, source 'webhook'. They give way to a campaign of somebody's for which the
-- name stands (campaigns-by-name), whichever of the two was there first. Functions here rely on 0051, which comes before anybody writes.

-- Whose name somebody changed, or in which somebody listed recipients, is somebody's.
UPDATE public.marketing_campaigns c SET source = 'sender'
WHERE c.source = 'webhook'
  AND (lower(btrim(regexp_replace(c.name, '\s+', ' ', 'g'))) IS DISTINCT FROM lower(btrim(regexp_replace(c.id, '\s+', ' ', 'g')))
       OR c.id IN (SELECT f.campaign_id FROM bluetick.former_campaign_names f)
       OR c.id IN (SELECT r.campaign_id FROM public.campaign_recipients r WHERE NOT r.from_webhook));

-- A provisional campaign makes room for one of somebody's under its id, since they cannot know of it. Recipients refer to the id, not to the
-- row: whether it is there is looked at when the transaction ends. Gives back what it was, if there is one.
CREATE FUNCTION bluetick.make_room(wanted TEXT) RETURNS public.marketing_campaigns LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  writer TEXT := current_setting('bluetick.writer', true);
  was    public.marketing_campaigns%ROWTYPE;
  former TEXT;
BEGIN
  SELECT c.* INTO was FROM public.marketing_campaigns c WHERE c.id = wanted AND c.source = 'webhook' FOR UPDATE;
  IF NOT FOUND THEN RETURN NULL; END IF;
  PERFORM set_config('bluetick.writer', 'yes', true);
  UPDATE public.marketing_campaigns c SET id = gen_random_uuid()::text WHERE c.id = wanted RETURNING c.id INTO former;
  DELETE FROM public.marketing_campaigns c WHERE c.id = former;
  PERFORM set_config('bluetick.writer', coalesce(writer, ''), true);
  RETURN was;
END
$$;

CREATE OR REPLACE FUNCTION bluetick.guard_campaign() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  -- Whose sums it keeps; nobody's where it begins.
  was public.marketing_campaigns%ROWTYPE;
BEGIN
  IF TG_OP = 'INSERT' THEN
    -- A copy of a provisional one is somebody's.
    IF NEW.source = 'webhook' THEN NEW.source := 'sender'; END IF;
    was := bluetick.make_room(NEW.id);
    IF was.id IS NULL THEN
      -- Nothing comes of it, or an update where somebody asked for that.
      IF EXISTS (SELECT FROM public.marketing_campaigns c WHERE c.id = NEW.id) THEN RETURN NEW; END IF;
    ELSE
      -- What is not said of it stays.
      NEW.name := coalesce(NEW.name, was.name);
      NEW.status := coalesce(NEW.status, was.status);
      NEW.messages_pending := was.messages_pending;
      NEW.messages_sent := was.messages_sent;
      NEW.messages_delivered := was.messages_delivered;
      NEW.messages_read := was.messages_read;
      NEW.messages_failed := was.messages_failed;
      NEW.messages_replied := was.messages_replied;
    END IF;
  ELSE
    -- Whoever names it makes it theirs, and nobody makes one provisional.
    IF NEW.source = 'webhook' THEN
      IF OLD.source IS DISTINCT FROM 'webhook' THEN NEW.source := OLD.source;
      ELSIF (NEW.id, NEW.name) IS DISTINCT FROM (OLD.id, OLD.name) THEN NEW.source := 'sender';
      END IF;
    END IF;
    IF NEW.id = OLD.id THEN
      was := OLD;
    ELSE
      PERFORM bluetick.make_room(NEW.id);
      DELETE FROM bluetick.campaign_tallies t WHERE t.campaign_id IN (OLD.id, NEW.id);
      DELETE FROM bluetick.campaign_settings s WHERE s.campaign_id = NEW.id;
      UPDATE bluetick.campaign_settings s SET campaign_id = NEW.id WHERE s.campaign_id = OLD.id;
      UPDATE bluetick.former_campaign_names f SET campaign_id = NEW.id WHERE f.campaign_id = OLD.id;
    END IF;
  END IF;
  NEW.counted_pending := coalesce(was.counted_pending, 0);
  NEW.counted_sent := coalesce(was.counted_sent, 0);
  NEW.counted_delivered := coalesce(was.counted_delivered, 0);
  NEW.counted_read := coalesce(was.counted_read, 0);
  NEW.counted_failed := coalesce(was.counted_failed, 0);
  NEW.counted_replied := coalesce(was.counted_replied, 0);
  NEW.recipients_counted := coalesce(was.recipients_counted, 0);
  IF was.id IS NULL THEN
    -- What left a campaign of this id was counted in sums that are no more.
    PERFORM bluetick.forget_left_of(ARRAY[NEW.id, CASE TG_OP WHEN 'UPDATE' THEN OLD.id END]);
  END IF;
  -- Recipients that were counted in a campaign of this id before.
  IF was.id IS NULL AND EXISTS (SELECT FROM public.campaign_recipients r WHERE r.campaign_id = NEW.id AND r.counted IS NOT NULL) THEN
    INSERT INTO bluetick.disturbed_campaigns (campaign_id, miscounted) VALUES (NEW.id, true);
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
    IF (NEW.id, NEW.name) IS NOT DISTINCT FROM (OLD.id, OLD.name) AND OLD.source IS DISTINCT FROM 'webhook' THEN RETURN NULL; END IF;
  END IF;
  INSERT INTO bluetick.disturbed_campaigns (campaign_id) VALUES (NEW.id);
  RETURN NULL;
END
$$;
CREATE TRIGGER bluetick_notice_named_campaign AFTER INSERT OR UPDATE OF id, name, source ON public.marketing_campaigns
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
