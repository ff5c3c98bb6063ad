-- Linked tables: each waits for itself, so that one of theirs that is locked keeps no other waiting; what a first
-- copy writes is compared where it is written, and needs no place in the outbox; linking twice, or twice at once, is harmless.

ALTER TABLE bluetick.link_outbox DROP CONSTRAINT link_outbox_pkey;
ALTER TABLE bluetick.link_outbox ADD PRIMARY KEY (table_name, id);
ALTER TABLE bluetick.external_changes DROP CONSTRAINT external_changes_pkey;
ALTER TABLE bluetick.external_changes ADD PRIMARY KEY (table_name, id);
-- Room for the next version of a row: `seen` changes with every report, and no index is on it. Keys are compared as they are, and
-- only recipients are looked for by ours.
ALTER TABLE bluetick.linked_rows SET (fillfactor = 60);
DROP INDEX bluetick.linked_rows_own_key;
ALTER TABLE bluetick.linked_rows
  ALTER table_name TYPE TEXT COLLATE "C", ALTER their_key TYPE TEXT COLLATE "C", ALTER own_key TYPE TEXT COLLATE "C";
CREATE INDEX linked_rows_own_key ON bluetick.linked_rows (own_key) WHERE table_name = 'campaign_recipients';

-- Notes the keys of our rows that a statement wrote, except those that a first copy writes: it notes what differs by itself; and only
-- of tables that are linked.
CREATE OR REPLACE FUNCTION bluetick.note_own_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF current_setting('bluetick.copying', true) IS DISTINCT FROM 'yes'
     AND EXISTS (SELECT FROM bluetick.linked_tables t WHERE t.name = TG_TABLE_NAME) THEN
    INSERT INTO bluetick.link_outbox (table_name, own_key) SELECT TG_TABLE_NAME, c.id::text FROM changed c;
  END IF;
  RETURN NULL;
END
$$;

-- Begins or ends noting what is written to our tables. What is as it should be is not touched. No batch is under way meanwhile:
-- it holds rows of these tables, in an order of its own.
CREATE OR REPLACE FUNCTION bluetick.follow_own_changes(follows BOOLEAN) RETURNS VOID LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  relation REGCLASS;
  event    TEXT;
BEGIN
  PERFORM pg_advisory_xact_lock(1651275109, hashtext('bluetick.message_ids'));
  FOREACH relation IN ARRAY ARRAY['public.broadcasts_messages', 'public.campaign_recipients', 'public.marketing_campaigns']::regclass[] LOOP
    FOREACH event IN ARRAY ARRAY['insert', 'update'] LOOP
      IF follows = EXISTS (SELECT FROM pg_trigger g WHERE g.tgrelid = relation AND g.tgname = 'bluetick_note_' || event) THEN
        CONTINUE;
      ELSIF follows THEN
        EXECUTE format('CREATE TRIGGER bluetick_note_%s AFTER %s ON %s REFERENCING NEW TABLE AS changed '
                       'FOR EACH STATEMENT EXECUTE FUNCTION bluetick.note_own_change()', event, upper(event), relation);
      ELSE
        EXECUTE format('DROP TRIGGER bluetick_note_%s ON %s', event, relation);
      END IF;
    END LOOP;
  END LOOP;
END
$$;

-- Takes our trigger off their tables, by whatever names these go by now.
CREATE FUNCTION bluetick.leave_external_tables() RETURNS VOID LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  relation REGCLASS;
BEGIN
  FOR relation IN
    SELECT g.tgrelid FROM pg_trigger g WHERE g.tgfoid = 'bluetick.note_external_change'::regproc AND g.tgparentid = 0
  LOOP
    EXECUTE format('DROP TRIGGER bluetick_note_change ON %s', relation);
  END LOOP;
END
$$;
