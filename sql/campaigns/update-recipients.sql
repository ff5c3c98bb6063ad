-- Writes the conclusions to recipients that this transaction has locked.
-- $1 json: recipients, each with the `place` at which it was loaded
UPDATE public.campaign_recipients r
SET campaign_id = u.campaign_id, phone_number = u.phone_number, whatsapp_message_id = u.whatsapp_message_id,
    status = u.status, sent_at = u.sent_at, delivered_at = u.delivered_at, read_at = u.read_at,
    failed_at = u.failed_at, failure_code = u.failure_code, counted = u.counted,
    tally = u.tally, settled = true, revision = r.revision + 1, updated_at = now()
FROM json_to_recordset($1::json) AS u(
  place tid, campaign_id text, phone_number text, status text, sent_at timestamptz, delivered_at timestamptz,
  read_at timestamptz, failed_at timestamptz, whatsapp_message_id text, failure_code text, counted smallint, tally text[])
WHERE r.ctid = u.place
