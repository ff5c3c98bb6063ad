-- Sets when a campaign of a demonstration began, and when its counters last changed.
-- $1 text: name, $2 timestamptz: began, $3 timestamptz: last changed
UPDATE public.marketing_campaigns SET created_at = $2::timestamptz, updated_at = $3::timestamptz
WHERE name = $1::text
RETURNING id
