-- A statement of somebody else's holds rows that the worker wants: what its triggers write into must not have it wait for the worker, or the server
-- gives up one of the two.

-- ── Campaigns ───────────────────────────────────────────────────────────────────────────────────────────────
-- Each writing is noted by a row of its own: one of a campaign that is being taken is in nobody's way.
ALTER TABLE bluetick.disturbed_campaigns DROP CONSTRAINT disturbed_campaigns_pkey;
ALTER TABLE bluetick.disturbed_campaigns ADD COLUMN id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY;
CREATE INDEX idx_disturbed_campaigns_campaign ON bluetick.disturbed_campaigns (campaign_id);

CREATE OR REPLACE FUNCTION bluetick.notice_counters() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO bluetick.disturbed_campaigns (campaign_id) VALUES (NEW.id);
  RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION bluetick.notice_named_campaign() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NEW.source = 'webhook' THEN RETURN NULL; END IF;
  IF TG_OP = 'UPDATE' THEN
    IF (NEW.id, NEW.name) IS NOT DISTINCT FROM (OLD.id, OLD.name) THEN RETURN NULL; END IF;
  END IF;
  INSERT INTO bluetick.disturbed_campaigns (campaign_id) VALUES (NEW.id);
  RETURN NULL;
END
$$;

-- What left campaigns whose sums are gone is taken out of none. What a worker is taking, it counts in rows that it finds gone.
CREATE FUNCTION bluetick.forget_left_of(campaigns TEXT[]) RETURNS VOID LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
  UPDATE bluetick.left_recipients l SET counted = NULL, tally = NULL
  WHERE l.id IN (SELECT f.id FROM bluetick.left_recipients f WHERE f.campaign_id = ANY (campaigns) FOR UPDATE SKIP LOCKED)
$$;

CREATE OR REPLACE FUNCTION bluetick.forget_campaigns() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  DELETE FROM bluetick.campaign_tallies t USING gone g WHERE t.campaign_id = g.id;
  PERFORM bluetick.forget_left_of(ARRAY(SELECT g.id FROM gone g));
  RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION bluetick.guard_campaign() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  writer TEXT := current_setting('bluetick.writer', true);
  -- Whose sums it keeps; nobody's where it begins.
  was    public.marketing_campaigns%ROWTYPE;
  former TEXT;
BEGIN
  IF TG_OP = 'INSERT' THEN
    -- A copy of a provisional one is somebody's.
    IF NEW.source = 'webhook' THEN NEW.source := 'sender'; END IF;
    -- A provisional one of this id makes room: whoever inserts cannot know of it. Recipients refer to the id, not to the row: whether it
    -- is there is looked at when the transaction ends.
    SELECT c.* INTO was FROM public.marketing_campaigns c WHERE c.id = NEW.id AND c.source = 'webhook' FOR UPDATE;
    IF FOUND THEN
      PERFORM set_config('bluetick.writer', 'yes', true);
      UPDATE public.marketing_campaigns c SET id = gen_random_uuid()::text WHERE c.id = NEW.id RETURNING c.id INTO former;
      DELETE FROM public.marketing_campaigns c WHERE c.id = former;
      PERFORM set_config('bluetick.writer', coalesce(writer, ''), true);
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
    -- Whoever names it makes it theirs.
    IF NEW.source = 'webhook' AND OLD.source = 'webhook' AND (NEW.id, NEW.name) IS DISTINCT FROM (OLD.id, OLD.name) THEN
      NEW.source := 'sender';
    END IF;
    IF NEW.id = OLD.id THEN
      was := OLD;
    ELSE
      DELETE FROM bluetick.campaign_tallies t WHERE t.campaign_id = OLD.id;
      PERFORM bluetick.forget_left_of(ARRAY[OLD.id]);
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
  -- Recipients that were counted in a campaign of this id before.
  IF was.id IS NULL AND EXISTS (SELECT FROM public.campaign_recipients r WHERE r.campaign_id = NEW.id AND r.counted IS NOT NULL) THEN
    INSERT INTO bluetick.disturbed_campaigns (campaign_id, miscounted) VALUES (NEW.id, true);
  END IF;
  RETURN NEW;
END
$$;

-- ── Ids ─────────────────────────────────────────────────────────────────────────────────────────────────────
-- An id of a deleted message that another row bears, too, leads to that: one that others inserted, and that was not joined with it yet.
CREATE OR REPLACE FUNCTION bluetick.forget_messages() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  DELETE FROM bluetick.message_ids i USING gone
  WHERE i.id = ANY (gone.message_id || coalesce(gone.aliases, '{}')) AND i.message = gone.id;
  INSERT INTO bluetick.message_ids (id, message)
  SELECT b.id, m.id FROM public.broadcasts_messages m CROSS JOIN LATERAL unnest(m.message_id || coalesce(m.aliases, '{}')) AS b(id)
  WHERE m.counted_in IS NULL AND b.id IN (SELECT unnest(g.message_id || coalesce(g.aliases, '{}')) FROM gone g)
  ORDER BY b.id COLLATE "C", m.id
  ON CONFLICT DO NOTHING;
  INSERT INTO bluetick.inbound_to_match (inbound)
  SELECT i.id FROM bluetick.inbound_messages i JOIN gone ON i.message = gone.id;
  RETURN NULL;
END
$$;
