-- Goes on in the role that can only read, until the end of the transaction, where there is such a role and it sees all rows.
SELECT set_config('role', r.rolname, true) AS role
FROM pg_catalog.pg_roles r
WHERE r.rolname = 'bluetick_rules' AND pg_catalog.pg_has_role(current_user, r.oid, 'SET')
  AND pg_catalog.pg_has_role(r.oid, 'pg_read_all_data', 'USAGE')
  AND (r.rolbypassrls OR NOT EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.relrowsecurity))
