-- Gives a role what the service needs, and no more: it reads and writes rows, and makes nothing. What later migrations
-- make is given to it too, where the same role applies them. Harmless to repeat.
-- bluetick.grantee, a setting of the transaction: the role
DO $$
DECLARE
  role      TEXT := quote_ident(current_setting('bluetick.grantee'));
  own       TEXT := quote_ident((parse_ident('bluetick.message_ids'))[1]);
  documents TEXT := quote_ident((parse_ident('public.broadcasts_messages'))[1]);
  relation  REGCLASS;
BEGIN
  EXECUTE format('GRANT USAGE ON SCHEMA %s, %s TO %s', own, documents, role);
  -- Of a schema that belongs to somebody else PostgreSQL gives nothing, and only warns.
  IF NOT has_schema_privilege(current_setting('bluetick.grantee'), (parse_ident('public.broadcasts_messages'))[1], 'USAGE') THEN
    RAISE insufficient_privilege USING MESSAGE = format('its owner has to run: GRANT USAGE ON SCHEMA %s TO %s', documents, role);
  END IF;
  FOR relation IN
    SELECT c.oid::regclass FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE quote_ident(n.nspname) = own AND c.relkind IN ('r', 'p') AND pg_get_userbyid(c.relowner) = current_user
    UNION SELECT unnest(ARRAY['public.broadcasts_messages', 'public.marketing_campaigns', 'public.campaign_recipients']::regclass[])
  LOOP
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO %s', relation, role);
    IF (SELECT c.relrowsecurity FROM pg_class c WHERE c.oid = relation)
       AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = relation AND p.polname = 'bluetick_service_' || current_setting('bluetick.grantee')) THEN
      EXECUTE format('CREATE POLICY %I ON %s TO %s USING (true) WITH CHECK (true)',
                     'bluetick_service_' || current_setting('bluetick.grantee'), relation, role);
    END IF;
  END LOOP;
  FOR relation IN
    SELECT c.oid::regclass FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE quote_ident(n.nspname) = own AND c.relkind = 'S' AND pg_get_userbyid(c.relowner) = current_user
    UNION SELECT pg_get_serial_sequence(t, 'id')::regclass
          FROM unnest(ARRAY['public.broadcasts_messages', 'public.campaign_recipients']) AS t
  LOOP
    EXECUTE format('GRANT USAGE ON SEQUENCE %s TO %s', relation, role);
  END LOOP;
  EXECUTE format('GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA %s TO %s', own, role);
  EXECUTE format('GRANT SELECT ON public.message_status_dashboard TO %s', role);
  EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA %s GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO %s', own, role);
  EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA %s GRANT USAGE ON SEQUENCES TO %s', own, role);
  EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA %s GRANT EXECUTE ON FUNCTIONS TO %s', own, role);
END
$$
