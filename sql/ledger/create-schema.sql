-- Bluetick's own schema. Who makes it owns it; nobody else has any right in it.
DO $$
BEGIN
  EXECUTE format('CREATE SCHEMA %I', (parse_ident('bluetick.bluetick_migrations'))[1]);
END
$$
