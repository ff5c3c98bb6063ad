-- The next recipients in key order, the message of each, if there is one, and where national numbers of its campaign are from.
-- $1 bigint: the last key of the page before, or 0; $2 integer: how many; $3 text: campaign (NULL: all)
--! not-null: key, revision, campaign_id, from_webhook, settled
SELECT r.id::text AS key, r.revision, r.campaign_id, r.phone_number, r.meant_phone, r.whatsapp_message_id, r.from_webhook, r.status,
       r.sent_at, r.delivered_at, r.read_at, r.failed_at, r.replied_at, r.failure_code, r.counted, r.tally, r.settled, r.asserted,
       coalesce(r.updated_at, r.created_at, now()) AS written_at,
       (SELECT i.message FROM bluetick.message_ids i WHERE i.id = r.whatsapp_message_id) AS message, s.country
FROM (
  SELECT p.* FROM public.campaign_recipients p
  WHERE p.id > $1::bigint AND ($3::text IS NULL OR p.campaign_id = $3::text)
  ORDER BY p.id LIMIT $2::integer
) AS r
LEFT JOIN bluetick.campaign_settings s ON s.campaign_id = r.campaign_id
ORDER BY r.id
