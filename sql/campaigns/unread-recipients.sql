-- Recipients of a campaign that others wrote and that are not joined in yet: by the index of those, and few.
-- $1 text: campaign
--! not-null: key
SELECT r.id::text AS key FROM public.campaign_recipients r
WHERE NOT r.settled AND NOT r.from_webhook AND r.campaign_id = $1::text AND r.phone_number IS NOT NULL
