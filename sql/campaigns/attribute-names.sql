-- The names of the attributes that a campaign's recipients have, in alphabetical order.
-- $1 text: campaign, $2 integer: how many at most
--! not-null: name
SELECT DISTINCT k.name
FROM public.campaign_recipients r CROSS JOIN LATERAL jsonb_object_keys(r.attributes) AS k(name)
WHERE r.campaign_id = $1 AND jsonb_typeof(r.attributes) = 'object'
ORDER BY k.name
LIMIT $2::integer
