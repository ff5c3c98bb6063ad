-- As recipients-page, of one status, from idx_campaign_recipients_status.
-- $1 text: campaign, $2: the last key of the page before, $3 boolean: whether there was one, $4 integer: how many,
-- $5 text: status
--! not-null: key
SELECT r.id::text AS key, r.phone_number, r.reference, r.whatsapp_message_id, r.status, r.sent_at, r.delivered_at,
       r.read_at, r.failed_at, r.replied_at, r.failure_code, r.attributes
FROM public.campaign_recipients r
WHERE r.campaign_id = $1 AND r.status = $5 AND (NOT $3::boolean OR r.id > $2)
ORDER BY r.status, r.id
LIMIT $4::integer
