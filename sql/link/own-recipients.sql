-- Recipients of ours, as they are to be written back: joined in, and not only named by webhooks.
-- $1 text[]: keys
SELECT r.id::text AS key, r.status, r.sent_at, r.delivered_at, r.read_at, r.failed_at, r.failure_code, r.whatsapp_message_id
FROM public.campaign_recipients r WHERE r.id = ANY ($1::text[]::bigint[]) AND r.settled
