-- Writes the conclusions to recipients that this transaction has locked. What comes back are the rows that were really
-- written so: a trigger of somebody else's may have kept one back.
-- $1 json: recipients, each with its key as id and the revision that it is to have
--! not-null: key, revision
UPDATE public.campaign_recipients r
SET campaign_id = u.campaign_id, phone_number = u.phone_number, whatsapp_message_id = u.whatsapp_message_id,
    status = u.status, sent_at = u.sent_at, delivered_at = u.delivered_at, read_at = u.read_at,
    failed_at = u.failed_at, replied_at = u.replied_at, failure_code = u.failure_code, counted = u.counted,
    tally = u.tally, settled = true, asserted = NULL, from_webhook = u.from_webhook, revision = u.revision, updated_at = now()
FROM json_populate_recordset(NULL::public.campaign_recipients, $1::json) AS u
WHERE r.id = u.id
RETURNING r.id::text AS key, r.revision
