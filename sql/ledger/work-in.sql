-- Migrations before 0006 name no schema: they work in the one that holds the installation.
-- $1 text: that schema
SELECT set_config('search_path', quote_ident($1::text), true)
