-- Gives a campaign another name, which ends that it is provisional, or calls its state something else.
-- $1 text: id, $2 text: name, $3 text: status (each NULL: as it is)
UPDATE public.marketing_campaigns c
SET name = coalesce($2::text, c.name), source = CASE WHEN c.source = 'webhook' AND $2::text <> c.name THEN 'api' ELSE c.source END,
    status = coalesce($3::text, c.status)
WHERE c.id = $1::text
RETURNING c.id
