-- Locks and loads the recipients of messages, by any id of the message, in key order.
-- $1 text[]: message ids
--! not-null: key, revision, settled
SELECT r.id::text AS key, r.revision, r.campaign_id, r.phone_number, r.meant_phone, r.whatsapp_message_id, r.from_webhook, r.status,
       r.sent_at, r.delivered_at, r.read_at, r.failed_at, r.replied_at, r.failure_code, r.counted, r.tally, r.settled, r.asserted,
       coalesce(r.updated_at, r.created_at, now()) AS written_at
FROM public.campaign_recipients r
WHERE r.whatsapp_message_id = ANY ($1::text[])
ORDER BY r.id
FOR UPDATE OF r
