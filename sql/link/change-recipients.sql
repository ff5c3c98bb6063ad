-- Takes what changed in recipients of theirs into those of ours that stand for them, as what somebody else wrote.
-- $1 json: [{own_key, campaign_id, phone_number, whatsapp_message_id, status, times, and the names of what changed}]
WITH line AS MATERIALIZED (
  SELECT u.* FROM json_to_recordset($1::json) AS u(own_key bigint, campaign_id text, phone_number text,
    whatsapp_message_id text, status text, sent_at timestamptz, delivered_at timestamptz, read_at timestamptz,
    failed_at timestamptz, changed text[])
), campaigns AS (
  INSERT INTO public.marketing_campaigns (id) SELECT DISTINCT l.campaign_id FROM line l WHERE 'campaign_id' = ANY (l.changed)
  ON CONFLICT DO NOTHING
)
UPDATE public.campaign_recipients r
SET campaign_id = l.campaign_id,
    phone_number = CASE WHEN 'phone_number' = ANY (l.changed) THEN coalesce(l.phone_number, r.phone_number) ELSE r.phone_number END,
    whatsapp_message_id = CASE WHEN 'whatsapp_message_id' = ANY (l.changed) THEN l.whatsapp_message_id ELSE r.whatsapp_message_id END,
    status = CASE WHEN 'status' = ANY (l.changed) AND l.status IS NOT NULL THEN l.status ELSE r.status END,
    sent_at = CASE WHEN 'sent_at' = ANY (l.changed) THEN l.sent_at ELSE r.sent_at END,
    delivered_at = CASE WHEN 'delivered_at' = ANY (l.changed) THEN l.delivered_at ELSE r.delivered_at END,
    read_at = CASE WHEN 'read_at' = ANY (l.changed) THEN l.read_at ELSE r.read_at END,
    failed_at = CASE WHEN 'failed_at' = ANY (l.changed) THEN l.failed_at ELSE r.failed_at END,
    updated_at = now()
FROM line l WHERE r.id = l.own_key
