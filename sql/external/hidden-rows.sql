-- Tables of the documents of which row level security may hide rows from this role: what others write there may neither be joined in nor listed.
--! not-null: name
SELECT c.relname::text AS name FROM pg_class c
WHERE c.oid IN ('public.broadcasts_messages'::regclass, 'public.marketing_campaigns'::regclass, 'public.campaign_recipients'::regclass)
  AND bluetick.hides_rows(c.oid)
ORDER BY 1
