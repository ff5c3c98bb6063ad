-- Linked tables: rows of theirs that our tables refuse are set apart like those that theirs refuse, and a key may be of
-- several columns.

ALTER TABLE bluetick.link_failures
  -- out: a row of ours that their table refuses, by our key; in: a row of theirs that cannot be taken in, by their key.
  ADD COLUMN direction TEXT NOT NULL DEFAULT 'out' CHECK (direction IN ('in', 'out'));
ALTER TABLE bluetick.link_failures RENAME COLUMN own_key TO key;
ALTER TABLE bluetick.link_failures DROP CONSTRAINT link_failures_pkey;
ALTER TABLE bluetick.link_failures ADD PRIMARY KEY (direction, table_name, key);

-- The key of a row as text: of one column its value, of several a JSON array of theirs. Times are in UTC, as the statements
-- on linked tables show them.
CREATE FUNCTION bluetick.key_of(row_of JSONB, names TEXT[]) RETURNS TEXT LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE WHEN cardinality(names) = 1 THEN row_of ->> names[1]
              ELSE (SELECT jsonb_agg(regexp_replace(row_of ->> n, '^(\d{4,}-\d\d-\d\dT[0-9:.]+)\+00:00$', '\1Z') ORDER BY place)::text
                    FROM unnest(names) WITH ORDINALITY AS k(n, place)) END
$$;

-- Notes the key of a row that somebody else wrote. Whatever goes wrong here never costs their statement.
-- Arguments: the table's name, its key columns
CREATE OR REPLACE FUNCTION bluetick.note_external_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  names  TEXT[] := ARRAY(SELECT TG_ARGV[n] FROM generate_series(1, TG_NARGS - 1) AS n);
  before TEXT := CASE WHEN TG_OP <> 'INSERT' THEN bluetick.key_of(to_jsonb(OLD), names) END;
  after  TEXT := CASE WHEN TG_OP <> 'DELETE' THEN bluetick.key_of(to_jsonb(NEW), names) END;
BEGIN
  INSERT INTO bluetick.external_changes (table_name, their_key)
  SELECT DISTINCT TG_ARGV[0], k FROM unnest(ARRAY[before, after]) AS k WHERE k IS NOT NULL;
  RETURN NULL;
EXCEPTION WHEN OTHERS THEN
  RETURN NULL;
END
$$;
