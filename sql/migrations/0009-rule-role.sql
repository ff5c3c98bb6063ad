-- The role in which alert rules are evaluated: it can read, and nothing else. Made where the one who migrates may make it;
-- elsewhere rules run as the service itself, in a transaction that only reads. Roles belong to the whole server, so several
-- databases on it share this one. It cannot log in.

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'bluetick_rules') THEN
    CREATE ROLE bluetick_rules NOLOGIN;
  END IF;
  GRANT pg_read_all_data TO bluetick_rules;
  EXECUTE format('GRANT bluetick_rules TO %I', current_user);
EXCEPTION WHEN OTHERS THEN
  -- Not allowed to, or another database of this server makes it in this moment: no reason to stop the migration.
  RAISE NOTICE 'The role bluetick_rules was not made (%).', SQLERRM;
END
$$;

DO $$
BEGIN
  -- Row security would hide rows from it, and a rule that sees nothing says that all is well.
  ALTER ROLE bluetick_rules BYPASSRLS;
EXCEPTION WHEN OTHERS THEN
  RAISE NOTICE 'The role bluetick_rules does not bypass row security (%).', SQLERRM;
END
$$;
