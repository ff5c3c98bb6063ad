-- Locks and loads recipients to be settled: those that somebody else wrote, and with them the other recipients of
-- their messages. One statement, so that all of them are locked in one order.
-- $1 text[]: message ids, $2 text[]: keys of unsettled recipients without a message
--! not-null: key, settled, written_at
SELECT r.ctid AS place, r.id::text AS key, r.campaign_id, r.phone_number, r.whatsapp_message_id, r.from_webhook,
       r.status, r.sent_at, r.delivered_at, r.read_at, r.failed_at, r.failure_code, r.counted, r.tally, r.settled,
       coalesce(r.updated_at, r.created_at, now()) AS written_at
FROM public.campaign_recipients r
WHERE r.whatsapp_message_id = ANY ($1::text[])
   OR (NOT r.settled AND r.whatsapp_message_id IS NULL AND r.id::text = ANY ($2::text[]))
ORDER BY r.id
FOR UPDATE OF r
