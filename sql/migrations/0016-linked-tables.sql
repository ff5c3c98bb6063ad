-- Tables of the documents' names that somebody else made are linked: read as assertions, and written back to. They are
-- never altered. Nothing here costs anything until `bluetick link --yes`.

-- The one link, and which replica works on it.
CREATE TABLE bluetick.links (
  id           BOOLEAN PRIMARY KEY DEFAULT true CHECK (id),
  -- Where their tables lie.
  schema       TEXT NOT NULL,
  linked_at    TIMESTAMPTZ NOT NULL DEFAULT now(),
  holder       TEXT,
  leased_until TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE TABLE bluetick.linked_tables (
  name        TEXT PRIMARY KEY,
  has_trigger BOOLEAN NOT NULL,
  -- Every row is read in turn, by key: the last one read; NULL: from the beginning.
  swept_to    TEXT,
  rows_read   BIGINT NOT NULL DEFAULT 0,
  -- When all rows had been read for the first time.
  copied_at   TIMESTAMPTZ
);
-- What their rows looked like when they were last read or written: what differs from it is new.
CREATE TABLE bluetick.linked_rows (
  table_name TEXT NOT NULL,
  their_key  TEXT NOT NULL,
  -- recipients: key of ours; campaigns: id; messages: message id.
  own_key    TEXT NOT NULL,
  seen       JSONB NOT NULL,
  PRIMARY KEY (table_name, their_key)
);
CREATE INDEX linked_rows_own_key ON bluetick.linked_rows (table_name, own_key);
-- Keys of their rows that they wrote.
CREATE TABLE bluetick.external_changes (
  id         BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  table_name TEXT NOT NULL,
  their_key  TEXT NOT NULL
);
-- Keys of our rows that are to be written back. Only added to and taken from: two writers never wait for each other.
CREATE TABLE bluetick.link_outbox (
  id         BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  table_name TEXT NOT NULL,
  own_key    TEXT NOT NULL,
  at         TIMESTAMPTZ NOT NULL DEFAULT now()
);
-- Rows that their tables refused: each costs only itself, and is tried again.
CREATE TABLE bluetick.link_failures (
  table_name      TEXT NOT NULL,
  own_key         TEXT NOT NULL,
  attempts        INTEGER NOT NULL DEFAULT 1,
  first_at        TIMESTAMPTZ NOT NULL DEFAULT now(),
  -- NULL: only a new report of it, or a person, has it tried again.
  next_attempt_at TIMESTAMPTZ,
  code            TEXT NOT NULL,
  message         TEXT NOT NULL,
  PRIMARY KEY (table_name, own_key)
);
CREATE INDEX link_failures_next_attempt_at ON bluetick.link_failures (next_attempt_at);

-- Notes the key of a row that somebody else wrote. Whatever goes wrong here never costs their statement.
-- Arguments: the table's name, its key column
CREATE FUNCTION bluetick.note_external_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO bluetick.external_changes (table_name, their_key)
  VALUES (TG_ARGV[0], CASE WHEN TG_OP = 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END ->> TG_ARGV[1]);
  IF TG_OP = 'UPDATE' AND to_jsonb(OLD) ->> TG_ARGV[1] IS DISTINCT FROM to_jsonb(NEW) ->> TG_ARGV[1] THEN
    INSERT INTO bluetick.external_changes (table_name, their_key) VALUES (TG_ARGV[0], to_jsonb(OLD) ->> TG_ARGV[1]);
  END IF;
  RETURN NULL;
EXCEPTION WHEN OTHERS THEN
  RETURN NULL;
END
$$;

-- Notes the keys of our rows that a statement wrote.
CREATE FUNCTION bluetick.note_own_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO bluetick.link_outbox (table_name, own_key) SELECT TG_TABLE_NAME, c.id::text FROM changed c;
  RETURN NULL;
END
$$;

-- Begins or ends noting what is written to our tables.
CREATE FUNCTION bluetick.follow_own_changes(follows BOOLEAN) RETURNS VOID LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  relation TEXT;
  event    TEXT;
BEGIN
  FOREACH relation IN ARRAY ARRAY['public.broadcasts_messages', 'public.marketing_campaigns', 'public.campaign_recipients'] LOOP
    FOREACH event IN ARRAY ARRAY['INSERT', 'UPDATE'] LOOP
      EXECUTE format('DROP TRIGGER IF EXISTS bluetick_note_%s ON %s', lower(event), relation);
      IF follows THEN
        EXECUTE format('CREATE TRIGGER bluetick_note_%s AFTER %s ON %s REFERENCING NEW TABLE AS changed '
                       'FOR EACH STATEMENT EXECUTE FUNCTION bluetick.note_own_change()', lower(event), event, relation);
      END IF;
    END LOOP;
  END LOOP;
END
$$;
