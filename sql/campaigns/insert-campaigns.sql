-- Makes campaigns for names that only webhooks know, in id order.
-- $1 json: [{id, name}]
INSERT INTO public.marketing_campaigns (id, name, status, source)
SELECT c.id, c.name, 'running', 'webhook'
FROM json_to_recordset($1::json) AS c(id text, name text)
ORDER BY c.id COLLATE "C"
ON CONFLICT DO NOTHING
