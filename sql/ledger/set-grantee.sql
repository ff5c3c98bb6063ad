-- Says to whom grant gives rights.
-- $1 text: the role
SELECT set_config('bluetick.grantee', $1::text, true)
