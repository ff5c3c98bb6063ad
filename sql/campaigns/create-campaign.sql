-- Makes a campaign; one of that id that is there already stays as it is.
-- $1 text: id, $2 text: name, $3 text: status
INSERT INTO public.marketing_campaigns (id, name, status, source)
VALUES ($1, $2, $3, 'api')
ON CONFLICT DO NOTHING
RETURNING id
