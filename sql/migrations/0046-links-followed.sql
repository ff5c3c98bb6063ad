-- Linked tables: of a row that theirs refuses what they take is written, and the rest is kept as a failure. A table that becomes another
-- while it is linked is read anew. Where rows may be hidden, it is said.

-- The columns of theirs that were refused; none: the whole row was, and it waits as a whole.
ALTER TABLE bluetick.link_failures ADD COLUMN columns TEXT[] NOT NULL DEFAULT '{}';

ALTER TABLE bluetick.linked_tables
  -- Which relation it is, and by what its rows are named; NULL: not looked at since this column is there.
  ADD COLUMN identity TEXT,
  -- Whether all rows are being compared without pause: it is another, or changes of it may have gone unnoticed.
  ADD COLUMN reads_anew BOOLEAN NOT NULL DEFAULT false;

-- Whether row level security may hide rows of a table from the role that asks: its policies bind the role, and none of them shows every
-- row, or one narrows what the others show. Which rows these are such a role cannot find out.
CREATE FUNCTION bluetick.hides_rows(relation OID) RETURNS BOOLEAN LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
  SELECT row_security_active(relation)
     AND (SELECT count(*) FILTER (WHERE p.polpermissive AND p.shows_all) = 0 OR count(*) FILTER (WHERE NOT p.polpermissive AND NOT p.shows_all) > 0
          FROM (SELECT q.polpermissive, pg_get_expr(q.polqual, q.polrelid) = 'true' AS shows_all FROM pg_policy q
                WHERE q.polrelid = relation AND q.polcmd IN ('*', 'r')
                  AND EXISTS (SELECT FROM unnest(q.polroles) AS r(role) WHERE r.role = 0 OR pg_has_role(r.role, 'USAGE'))) p)
$$;
