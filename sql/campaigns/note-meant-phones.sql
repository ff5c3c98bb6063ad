-- Notes the numbers that are meant by what others wrote.
-- $1 text[]: keys, $2 text[]: numbers (NULL: as written)
UPDATE public.campaign_recipients r SET meant_phone = u.phone, revision = r.revision + 1
FROM unnest($1::text[]::bigint[], $2::text[]) AS u(key, phone) WHERE r.id = u.key
