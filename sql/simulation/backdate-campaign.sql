-- Sets when a campaign of a demonstration began, when its counters last changed, and its status.
-- $1 text: name, $2 timestamptz: began, $3 timestamptz: last changed, $4 text: status
UPDATE public.marketing_campaigns SET created_at = $2::timestamptz, updated_at = $3::timestamptz, status = $4::text
WHERE name = $1::text
RETURNING id
