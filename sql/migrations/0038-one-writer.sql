-- In installations with a schema of their own the triggers asked for a setting that nobody can set, "schema".writer, and took all that
-- Bluetick wrote for somebody else's writing: every row was joined a second time.
DO $$
DECLARE
  definition TEXT;
BEGIN
  FOR definition IN
    SELECT pg_get_triggerdef(t.oid) FROM pg_trigger t
    WHERE NOT t.tgisinternal AND t.tgname LIKE 'bluetick\_%' AND pg_get_triggerdef(t.oid) LIKE '%".writer''%'
  LOOP
    EXECUTE regexp_replace(replace(definition, 'CREATE TRIGGER', 'CREATE OR REPLACE TRIGGER'), '''"[^'']+"\.writer''', '''bluetick.writer''', 'g');
  END LOOP;
END
$$;
