-- In installations with a schema of their own triggers asked for settings that nobody can set, "schema".writer and "schema".copying,
-- and took all that Bluetick wrote for somebody else's writing: every row was joined a second time.
-- A setting's name is put together here, so that it is not taken for a table's (schema-names.ts).
DO $$
DECLARE
  definition TEXT;
BEGIN
  FOR definition IN
    SELECT pg_get_triggerdef(t.oid) FROM pg_trigger t
    WHERE NOT t.tgisinternal AND t.tgname LIKE 'bluetick\_%' AND pg_get_triggerdef(t.oid) LIKE '%".writer''%'
  LOOP
    EXECUTE regexp_replace(replace(definition, 'CREATE TRIGGER', 'CREATE OR REPLACE TRIGGER'), '''"[^'']+"\.writer''', '''bluetick' || '.writer''', 'g');
  END LOOP;
  EXECUTE regexp_replace(pg_get_functiondef('bluetick.note_own_change'::regproc), '''"[^'']+"\.copying''', '''bluetick' || '.copying''', 'g');
END
$$;
