-- Deletes recipients that were made from webhooks and that the sender's own row has replaced.
-- $1 json: [{id}]
DELETE FROM public.campaign_recipients r
USING json_populate_recordset(NULL::public.campaign_recipients, $1::json) AS g
WHERE r.id = g.id
RETURNING r.id
