-- Takes their campaigns into ours: name and status as they have them.
-- $1 json: [{id, name, status, created_at}]
INSERT INTO public.marketing_campaigns AS c (id, name, status, created_at)
SELECT u.id, u.name, u.status, coalesce(u.created_at, now())
FROM json_to_recordset($1::json) AS u(id text, name text, status text, created_at timestamptz)
ORDER BY u.id
ON CONFLICT (id) DO UPDATE SET name = coalesce(excluded.name, c.name), status = coalesce(excluded.status, c.status)
WHERE (coalesce(excluded.name, c.name), coalesce(excluded.status, c.status)) IS DISTINCT FROM (c.name, c.status)
