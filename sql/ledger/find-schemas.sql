-- Where this installation lies, or where a new one would. Asks the catalogue alone, which every role may read.
-- $1 text: DATABASE_SCHEMA (NULL: a schema of Bluetick's own)
--! not-null: own, first, taken, taken_in_own, taken_beside, own_exists, own_in_use, may_create_in_first
WITH wanted AS (
  SELECT coalesce($1::text, 'bluetick') AS own,
         -- Not Bluetick's own, which comes first by itself where the role's name is bluetick ("$user").
         coalesce((SELECT s.schema::text FROM unnest(current_schemas(false)) WITH ORDINALITY AS s(schema, place)
                   WHERE s.schema NOT IN ('bluetick', coalesce($1::text, 'bluetick')) ORDER BY s.place LIMIT 1), 'public') AS first
), relation AS (
  SELECT n.nspname::text AS schema, c.relname::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
), named AS (
  -- A table needs a name that no relation has, an index or a sequence either, and no type: its row is one.
  SELECT n.nspname::text AS schema, c.relname::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  UNION
  SELECT n.nspname::text, t.typname::text FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
), document AS (
  SELECT r.schema, r.name FROM named r
  WHERE r.name IN ('broadcasts_messages', 'marketing_campaigns', 'campaign_recipients', 'message_status_dashboard')
)
SELECT w.own, w.first,
       -- The schema that holds the ledger: Bluetick's own, or the first one, where versions before 0006 had it.
       (SELECT r.schema FROM relation r
        WHERE r.name = 'bluetick_migrations' AND (r.schema = w.own OR r.schema = w.first AND $1::text IS NULL)
        ORDER BY r.schema = w.own DESC LIMIT 1) AS installed,
       -- Which schema holds the documents' tables: Bluetick's triggers are on them.
       coalesce(
         (SELECT r.schema FROM relation r WHERE r.name = 'broadcasts_messages' AND r.schema = w.own),
         (SELECT n.nspname::text FROM pg_trigger g
          JOIN pg_class c ON c.oid = g.tgrelid AND c.relname = 'broadcasts_messages'
          JOIN pg_namespace n ON n.oid = c.relnamespace
          JOIN pg_proc p ON p.oid = g.tgfoid
          JOIN pg_namespace o ON o.oid = p.pronamespace AND o.nspname = w.own
          LIMIT 1)
       ) AS documents,
       -- What bears the documents' names in the first schema, whoever made it; but for those of another
       -- installation of Bluetick in this database.
       (SELECT coalesce(array_agg(d.name ORDER BY d.name), '{}') FROM document d
        WHERE d.schema = w.first
          AND ($1 IS NULL OR NOT EXISTS (
            SELECT FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_proc p ON p.oid = g.tgfoid JOIN pg_namespace o ON o.oid = p.pronamespace
            WHERE n.nspname = w.first AND c.relname = 'broadcasts_messages' AND g.tgname LIKE 'bluetick\_%' AND o.nspname <> w.own))
       ) AS taken,
       (SELECT coalesce(array_agg(d.name ORDER BY d.name), '{}') FROM document d WHERE d.schema = w.own) AS taken_in_own,
       -- What bears the names of indexes and sequences of the documents' tables there, where Bluetick has these tables in its own.
       (SELECT coalesce(array_agg(d.name ORDER BY d.name), '{}') FROM named d
        WHERE d.schema = w.first AND d.name ~ '(broadcasts_messages|marketing_campaigns|campaign_recipients)_'
          AND EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                      WHERE n.nspname = w.own AND c.relname = d.name AND c.relkind IN ('i', 'S'))) AS taken_beside,
       EXISTS (SELECT FROM pg_namespace n WHERE n.nspname = w.own) AS own_exists,
       EXISTS (SELECT FROM relation r WHERE r.schema = w.own) AS own_in_use,
       coalesce((SELECT has_schema_privilege(n.oid, 'CREATE') FROM pg_namespace n WHERE n.nspname = w.first), false)
         AS may_create_in_first
FROM wanted w
