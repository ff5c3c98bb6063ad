-- Inserts recipients that follow from webhooks naming their campaign, settled and counted.
-- $1 json: recipients
INSERT INTO public.campaign_recipients (campaign_id, phone_number, status, sent_at, delivered_at, read_at, failed_at,
                                 whatsapp_message_id, replied_at, failure_code, from_webhook, counted, tally, settled, asserted)
SELECT u.campaign_id, u.phone_number, u.status, u.sent_at, u.delivered_at, u.read_at, u.failed_at,
       u.whatsapp_message_id, u.replied_at, u.failure_code, true, u.counted, u.tally, true, NULL
FROM json_to_recordset($1::json) AS u(
  campaign_id text, phone_number text, status text, sent_at timestamptz, delivered_at timestamptz,
  read_at timestamptz, failed_at timestamptz, replied_at timestamptz, whatsapp_message_id text, failure_code text, counted smallint, tally text[])
RETURNING id
