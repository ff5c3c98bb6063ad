-- Linked tables: the trigger on theirs takes the key columns alone, and nothing that it does can cost a statement of theirs. The key is
-- spelt as the statements on linked tables spell it (`shownKey` in src/adapters/postgres/link/template.ts).

-- Keys are compared as they are, whatever collation theirs have: so was it with those of linked_rows.
ALTER TABLE bluetick.link_failures ALTER key TYPE TEXT COLLATE "C";

-- The statement that shows the key of a row, $1, as text: of one column its value, of several a JSON array of theirs; times as in JSON,
-- and in UTC. A cast, and not the type's output, because these differ: CHAR(n) loses its blanks, inet gets its mask.
CREATE FUNCTION bluetick.key_statement(relation OID, names TEXT[]) RETURNS TEXT LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  name  TEXT;
  part  TEXT;
  shown TEXT;
BEGIN
  FOREACH name IN ARRAY names LOOP
    part := '($1).' || quote_ident(name);
    IF (SELECT y.typcategory FROM pg_attribute a JOIN pg_type y ON y.oid = a.atttypid
        WHERE a.attrelid = relation AND a.attname = name) = 'D' THEN
      part := 'regexp_replace(to_jsonb(' || part || $t$) #>> '{}', '^(\d{4,}-\d\d-\d\dT[0-9:.]+)\+00:00$', '\1Z')$t$;
    ELSE
      part := part || '::text';
    END IF;
    shown := concat_ws(', ', shown, part);
  END LOOP;
  RETURN 'SELECT ' || CASE WHEN cardinality(names) > 1 THEN 'jsonb_build_array(' || shown || ')::text' ELSE shown END;
END
$$;

-- Notes the key of a row that somebody else wrote. Whatever goes wrong here never costs their statement: so nothing is worked out
-- where variables are declared, outside the block that swallows errors, and no value is touched but the key's. Other columns may
-- hold what cannot be converted (a \u0000 in JSON). While nothing is linked, a trigger that could not be taken away notes nothing.
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
DROP FUNCTION bluetick.key_of(JSONB, TEXT[]);

-- Takes our trigger off their tables, by whatever names these go by now.
-- Gives back the statements that are left to the owners of tables that are not the role's.
DROP FUNCTION bluetick.leave_external_tables();
CREATE FUNCTION bluetick.leave_external_tables() RETURNS TEXT[] LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  relation REGCLASS;
  owner    OID;
  left_over TEXT[] := '{}';
BEGIN
  FOR relation, owner IN
    SELECT g.tgrelid, c.relowner FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid
    WHERE g.tgfoid = 'bluetick.note_external_change'::regproc AND g.tgparentid = 0
    ORDER BY c.relname
  LOOP
    IF pg_has_role(owner, 'USAGE') THEN
      EXECUTE format('DROP TRIGGER bluetick_note_change ON %s', relation);
    ELSE
      left_over := left_over || format('DROP TRIGGER bluetick_note_change ON %s', relation);
    END IF;
  END LOOP;
  RETURN left_over;
END
$$;
