-- Has recipients joined anew that are known by their number alone: it may mean another than was noted, whom a message found already.
-- $1 bigint[]: keys
UPDATE public.campaign_recipients r SET settled = false, revision = r.revision + 1
WHERE r.id = ANY ($1::bigint[]) AND nullif(r.whatsapp_message_id, '') IS NULL
