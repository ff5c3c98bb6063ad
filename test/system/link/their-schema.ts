import type pg from 'pg'

/**
 * All that `pg_dump --schema-only` would write of schemas that are not Bluetick's, read from the catalogue: pg_dump itself must be
 * as new as the server, and the build machine's is not.
 */
export async function schemaOf(pool: pg.Pool): Promise<unknown> {
  return (await pool.query(SCHEMA)).rows
}

const SCHEMA = `
  WITH theirs AS (
    SELECT oid, nspname, nspacl FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_%' AND nspname NOT IN ('information_schema', 'bluetick')
  )
  SELECT 'relation' AS what, c.oid::regclass::text AS name, jsonb_build_object(
    'kind', c.relkind, 'owner', c.relowner::regrole, 'rights', c.relacl::text, 'options', c.reloptions,
    'secured', c.relrowsecurity, 'forced', c.relforcerowsecurity, 'replica', c.relreplident, 'partition', pg_get_expr(c.relpartbound, c.oid),
    'view', CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END,
    'columns', ARRAY(SELECT concat_ws(' ', a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated, a.attacl,
                                     a.attstorage, a.attstattarget, pg_get_expr(d.adbin, d.adrelid))
                     FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
                     WHERE a.attrelid = c.oid AND a.attnum > 0 ORDER BY a.attnum),
    'constraints', ARRAY(SELECT concat_ws(' ', k.conname, k.convalidated, pg_get_constraintdef(k.oid)) FROM pg_constraint k WHERE k.conrelid = c.oid ORDER BY 1),
    'indexes', ARRAY(SELECT pg_get_indexdef(i.indexrelid) FROM pg_index i WHERE i.indrelid = c.oid ORDER BY 1),
    'triggers', ARRAY(SELECT concat_ws(' ', g.tgenabled, pg_get_triggerdef(g.oid)) FROM pg_trigger g WHERE g.tgrelid = c.oid AND NOT g.tgisinternal ORDER BY 1),
    'rules', ARRAY(SELECT concat_ws(' ', r.ev_enabled, pg_get_ruledef(r.oid)) FROM pg_rewrite r WHERE r.ev_class = c.oid ORDER BY 1),
    'policies', ARRAY(SELECT concat_ws(' ', p.polname, p.polcmd, p.polroles, pg_get_expr(p.polqual, c.oid), pg_get_expr(p.polwithcheck, c.oid))
                      FROM pg_policy p WHERE p.polrelid = c.oid ORDER BY 1),
    'comments', ARRAY(SELECT concat_ws(' ', d.objsubid, d.description) FROM pg_description d WHERE d.objoid = c.oid ORDER BY 1)) AS shape
  FROM pg_class c JOIN theirs t ON t.oid = c.relnamespace WHERE c.relkind <> 'i' AND c.relkind <> 'I'
  UNION ALL
  SELECT 'type', y.oid::regtype::text, jsonb_build_object('kind', y.typtype, 'of', y.typbasetype::regtype,
    'labels', ARRAY(SELECT e.enumlabel::text FROM pg_enum e WHERE e.enumtypid = y.oid ORDER BY e.enumsortorder),
    'checks', ARRAY(SELECT pg_get_constraintdef(k.oid) FROM pg_constraint k WHERE k.contypid = y.oid ORDER BY 1))
  FROM pg_type y JOIN theirs t ON t.oid = y.typnamespace
  UNION ALL
  SELECT 'function', p.oid::regprocedure::text, jsonb_build_object('source', p.prosrc, 'rights', p.proacl::text)
  FROM pg_proc p JOIN theirs t ON t.oid = p.pronamespace
  UNION ALL
  SELECT 'schema', t.nspname, jsonb_build_object('rights', t.nspacl::text) FROM theirs t
  ORDER BY 1, 2`
