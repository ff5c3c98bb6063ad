-- Shuts what this transaction has made to everybody who was not let in by name: see bluetick.shut.
DO $$
DECLARE
  made      REGPROCEDURE;
  strangers TEXT;
BEGIN
  PERFORM bluetick.shut(c.oid::regclass) FROM pg_class c
  WHERE c.xmin = pg_current_xact_id()::xid AND c.relkind IN ('r', 'p', 'v', 'S');
  SELECT 'PUBLIC' || coalesce(string_agg(', ' || quote_ident(r.rolname), ''), '') INTO strangers
  FROM pg_roles r WHERE r.rolname IN ('anon', 'authenticated');
  FOR made IN SELECT p.oid::regprocedure FROM pg_proc p WHERE p.xmin = pg_current_xact_id()::xid LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM %s', made, strangers);
  END LOOP;
END
$$
