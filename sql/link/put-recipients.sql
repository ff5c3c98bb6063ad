-- Takes their recipients into ours, as what somebody else wrote: new ones, and what changed of those that are known.
-- $1 json: [{their_key, own_key (NULL: new), campaign_id, phone_number, whatsapp_message_id, and status and times where
-- they changed, with the names of what changed}]
--! not-null: their_key, own_key
WITH line AS MATERIALIZED (
  SELECT u.*, CASE WHEN u.own_key IS NULL THEN nextval(pg_get_serial_sequence('public.campaign_recipients', 'id'))
                   ELSE u.own_key::bigint END AS key
  FROM json_to_recordset($1::json) AS u(their_key text, own_key text, campaign_id text, phone_number text,
    whatsapp_message_id text, status text, sent_at timestamptz, delivered_at timestamptz, read_at timestamptz,
    failed_at timestamptz, created_at timestamptz, changed text[])
), campaigns AS (
  INSERT INTO public.marketing_campaigns (id) SELECT DISTINCT l.campaign_id FROM line l WHERE l.own_key IS NULL OR 'campaign_id' = ANY (l.changed)
  ON CONFLICT DO NOTHING
), changed AS (
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
  FROM line l WHERE l.own_key IS NOT NULL AND r.id = l.key
), inserted AS (
  INSERT INTO public.campaign_recipients (id, campaign_id, phone_number, whatsapp_message_id, status, sent_at, delivered_at,
                                          read_at, failed_at, created_at)
  OVERRIDING SYSTEM VALUE
  SELECT l.key, l.campaign_id, l.phone_number, l.whatsapp_message_id, coalesce(l.status, 'pending'), l.sent_at,
         l.delivered_at, l.read_at, l.failed_at, coalesce(l.created_at, now())
  FROM line l WHERE l.own_key IS NULL
)
SELECT l.their_key, l.key::text AS own_key FROM line l
