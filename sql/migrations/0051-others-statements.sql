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
