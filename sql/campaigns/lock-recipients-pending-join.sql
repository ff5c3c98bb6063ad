-- Locks and loads recipients that others wrote, and with them the other recipients of their messages, and those of a campaign that were
-- listed by phone number alone and have no message yet. One statement, so that all of them are locked in one order.
-- $1 text[]: message ids, $2 text[]: keys, $3 text[]: campaigns, $4 text[]: for each of them a phone number
--! not-null: key, revision, settled
SELECT r.id::text AS key, r.revision, r.campaign_id, r.phone_number, r.meant_phone, r.whatsapp_message_id, r.from_webhook, r.status,
       r.sent_at, r.delivered_at, r.read_at, r.failed_at, r.replied_at, r.failure_code, r.counted, r.tally, r.settled, r.asserted,
       coalesce(r.updated_at, r.created_at, now()) AS written_at
FROM public.campaign_recipients r
WHERE r.id IN (
  SELECT a.id FROM public.campaign_recipients a WHERE a.whatsapp_message_id = ANY ($1::text[])
  UNION
  SELECT k.id FROM jsonb_populate_recordset(NULL::public.campaign_recipients,
                                            (SELECT jsonb_agg(jsonb_build_object('id', key)) FROM unnest($2::text[]) AS key)) AS k
  UNION
  SELECT b.id FROM unnest($3::text[], $4::text[]) AS w(campaign_id, phone)
  JOIN public.campaign_recipients b ON b.campaign_id = w.campaign_id AND b.phone_number = w.phone
  WHERE nullif(b.whatsapp_message_id, '') IS NULL
  UNION
  SELECT b.id FROM unnest($3::text[], $4::text[]) AS w(campaign_id, phone)
  JOIN public.campaign_recipients b ON b.campaign_id = w.campaign_id AND b.meant_phone = w.phone
  WHERE nullif(b.whatsapp_message_id, '') IS NULL)
ORDER BY r.id
FOR UPDATE OF r
