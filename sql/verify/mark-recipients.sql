-- Has recipients joined anew: what they show follows from their message, or where there is none from themselves. Nothing is said of a message
-- by that: one that is gone is not made anew. What waits to be joined says more.
-- $1 bigint[]: keys
UPDATE public.campaign_recipients r
SET settled = false, revision = r.revision + 1,
    asserted = CASE WHEN nullif(r.whatsapp_message_id, '') IS NULL THEN '{*}'::text[] ELSE '{}' END
WHERE r.id = ANY ($1::bigint[]) AND r.settled
