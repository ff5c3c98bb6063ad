-- Recipients as lock-recipients-and-awaiting has them, without a lock.
-- $1 text[]: message ids, $2 text[]: campaigns, $3 text[]: for each of them a phone number
--! not-null: key, revision, settled
SELECT r.id::text AS key, r.revision, r.campaign_id, r.phone_number, r.meant_phone, r.whatsapp_message_id, r.from_webhook, r.status,
       r.sent_at, r.delivered_at, r.read_at, r.failed_at, r.replied_at, r.failure_code, r.counted, r.tally, r.settled, r.asserted,
       coalesce(r.updated_at, r.created_at, now()) AS written_at
FROM public.campaign_recipients r
WHERE r.id IN (
  SELECT a.id FROM public.campaign_recipients a WHERE a.whatsapp_message_id = ANY ($1::text[])
  UNION
  SELECT b.id FROM unnest($2::text[], $3::text[]) AS w(campaign_id, phone)
  JOIN public.campaign_recipients b ON b.campaign_id = w.campaign_id AND b.phone_number = w.phone
  WHERE nullif(b.whatsapp_message_id, '') IS NULL
  UNION
  SELECT b.id FROM unnest($2::text[], $3::text[]) AS w(campaign_id, phone)
  JOIN public.campaign_recipients b ON b.campaign_id = w.campaign_id AND b.meant_phone = w.phone
  WHERE nullif(b.whatsapp_message_id, '') IS NULL)
ORDER BY r.id
