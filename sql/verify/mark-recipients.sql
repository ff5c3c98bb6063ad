-- Has recipients joined anew: what they show follows from their message, or where there is none from themselves.
-- $1 bigint[]: keys
UPDATE public.campaign_recipients r
SET settled = false, revision = r.revision + 1,
    asserted = CASE WHEN EXISTS (SELECT FROM bluetick.message_ids i WHERE i.id = r.whatsapp_message_id) THEN '{}'::text[] ELSE '{*}' END
WHERE r.id = ANY ($1::bigint[])
