-- Linked tables: rows that a trigger of theirs inserts or deletes in answer to what Bluetick writes were found by the slow search alone.

-- Notes the key of a row that somebody else wrote. Whatever goes wrong here never costs their statement: so nothing is worked out
-- where variables are declared, outside the block that swallows errors, and no value is touched but the key's. Other columns may
-- hold what cannot be converted (a \u0000 in JSON). While nothing is linked, a trigger that could not be taken away notes nothing.
-- What their triggers insert or delete while Bluetick writes is theirs; what they update then is not noted: one that answers each write with
-- another would keep the worker busy for ever, and what it makes of the written row is looked at anyway.
-- Arguments: the table's name, its key columns
CREATE OR REPLACE FUNCTION bluetick.note_external_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  plain     REGTYPE[];
  statement TEXT;
  before    TEXT;
  after     TEXT;
  is_known  BOOLEAN := false;
BEGIN
  IF TG_OP = 'UPDATE' AND current_setting('bluetick.linking', true) = 'yes' THEN RETURN NULL; END IF;
  IF NOT EXISTS (SELECT FROM bluetick.linked_tables t WHERE t.name = TG_ARGV[0]) THEN RETURN NULL; END IF;
  -- Nearly every key is this. A statement for each row would be thrice as dear.
  IF TG_NARGS = 2 AND TG_ARGV[1] = 'id' THEN
    BEGIN
      plain := '{bigint,integer,smallint,numeric,uuid,text,character varying,character}';
      IF TG_OP <> 'INSERT' AND pg_typeof(OLD.id) = ANY (plain) THEN before := OLD.id::text; END IF;
      IF TG_OP <> 'DELETE' AND pg_typeof(NEW.id) = ANY (plain) THEN after := NEW.id::text; END IF;
      is_known := coalesce(before, after) IS NOT NULL;
    EXCEPTION WHEN OTHERS THEN
      -- The column has another type than when this session wrote to the table before.
      before := NULL;
      after := NULL;
    END;
  END IF;
  IF NOT is_known THEN
    statement := bluetick.key_statement(TG_RELID, ARRAY(SELECT TG_ARGV[n] FROM generate_series(1, TG_NARGS - 1) AS n));
    IF TG_OP <> 'INSERT' THEN EXECUTE statement INTO before USING OLD; END IF;
    IF TG_OP <> 'DELETE' THEN EXECUTE statement INTO after USING NEW; END IF;
  END IF;
  INSERT INTO bluetick.external_changes (table_name, their_key)
  SELECT TG_ARGV[0], k FROM unnest(ARRAY[before, nullif(after, before)]) AS k WHERE k IS NOT NULL;
  RETURN NULL;
EXCEPTION WHEN OTHERS THEN
  RETURN NULL;
END
$$;
