-- The columns of one of others' tables of the documents' names, as far as linking must know them. Asks the catalogue alone, which
-- waits all the same where the table is locked. A domain is shown as the type that it is made of, with its checks.
-- $1 text: their schema, $2 text: the table
--! not-null: *
WITH RECURSIVE base AS (
  SELECT t.oid AS of, t.oid, t.typtype, t.typname, t.typnamespace, t.typcategory, t.typbasetype, t.typtypmod, -1 AS length,
         t.typnotnull AS is_required, t.typdefault IS NOT NULL AS has_default
  FROM pg_type t
  UNION ALL
  SELECT b.of, t.oid, t.typtype, t.typname, t.typnamespace, t.typcategory, t.typbasetype, t.typtypmod, b.typtypmod,
         b.is_required OR t.typnotnull, b.has_default OR t.typdefault IS NOT NULL
  FROM base b JOIN pg_type t ON t.oid = b.typbasetype WHERE b.typtype = 'd'
)
SELECT c.oid::text AS relation, c.relkind::text AS kind, a.attname::text AS name,
       format_type(t.oid, NULL) AS type, format('%I.%I', y.nspname, t.typname) AS sql_type, t.typcategory::text AS category,
       CASE WHEN t.typname IN ('varchar', 'bpchar') THEN greatest(a.atttypmod, t.length, 4) - 4 ELSE 0 END AS max_characters,
       a.attnotnull OR t.is_required AS is_required, a.atthasdef OR a.attidentity <> '' OR t.has_default AS has_default,
       a.attgenerated <> '' AS is_generated,
       -- Its place in the primary key, from 1; 0: it is no part of it. Columns that an index only includes come after its key.
       coalesce((SELECT array_position((string_to_array(i.indkey::text, ' '))[:i.indnkeyatts], a.attnum::text) FROM pg_index i
                 WHERE i.indrelid = c.oid AND i.indisprimary), 0) AS key_place,
       EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisunique AND i.indpred IS NULL
               AND i.indnkeyatts = 1 AND i.indkey[0] = a.attnum) AS is_unique,
       EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indkey[0] = a.attnum AND i.indpred IS NULL) AS is_indexed,
       -- By a foreign key that keeps it from being changed.
       EXISTS (SELECT FROM pg_constraint k WHERE k.contype = 'f' AND k.confrelid = c.oid AND a.attnum = ANY (k.confkey)
               AND k.confupdtype IN ('a', 'r')) AS is_referenced,
       has_column_privilege(c.oid, a.attnum, 'SELECT') AS may_read,
       has_column_privilege(c.oid, a.attnum, 'UPDATE') AS may_update,
       has_column_privilege(c.oid, a.attnum, 'INSERT') AS may_insert,
       has_table_privilege(c.oid, 'TRIGGER') AS may_trigger,
       -- What our trigger notes, as its arguments have it: nothing where it is disabled, or another installation's.
       CASE WHEN g.tgenabled IN ('O', 'A') AND g.tgfoid = 'bluetick.note_external_change'::regproc THEN (
         SELECT array_agg(convert_from(decode(k.key, 'escape'), getdatabaseencoding()) ORDER BY k.place)
         FROM unnest(string_to_array(encode(g.tgargs, 'escape'), chr(92) || '000')) WITH ORDINALITY AS k(key, place)
         WHERE k.place BETWEEN 2 AND g.tgnargs) ELSE '{}' END AS noted_keys,
       g.oid IS NOT NULL AS has_trigger,
       -- Only then may it take a trigger away again.
       pg_has_role(c.relowner, 'USAGE') AS is_owner,
       c.relkind IN ('r', 'p') AND bluetick.hides_rows(c.oid) AS hides_rows,
       c.relkind = 'r' AND EXISTS (SELECT FROM pg_inherits h WHERE h.inhparent = c.oid) AS has_heirs,
       -- The words that the column allows: an enum's, or those that its checks and its default name.
       CASE WHEN t.typtype = 'e' THEN ARRAY(SELECT e.enumlabel::text FROM pg_enum e WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder)
            ELSE '{}' END AS labels,
       coalesce((SELECT string_agg(pg_get_constraintdef(k.oid), ' ') FROM pg_constraint k
                 WHERE k.contype = 'c' AND (k.conrelid = c.oid AND k.conkey = ARRAY[a.attnum]
                       OR k.contypid IN (SELECT d.oid FROM base d WHERE d.of = a.atttypid))), '') AS checks,
       coalesce((SELECT pg_get_expr(d.adbin, d.adrelid) FROM pg_attrdef d WHERE d.adrelid = c.oid AND d.adnum = a.attnum), '')
         AS default_text
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN base t ON t.of = a.atttypid AND t.typtype <> 'd'
JOIN pg_namespace y ON y.oid = t.typnamespace
LEFT JOIN pg_trigger g ON g.tgrelid = c.oid AND g.tgname = 'bluetick_note_change'
WHERE n.nspname = $1::text AND c.relname = $2::text
ORDER BY a.attnum
