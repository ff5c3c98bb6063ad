-- Inserts recipients that follow from webhooks naming their campaign, joined and counted. A trigger of somebody else's may have
-- changed what they count for: as_counted is false then.
-- $1 text[]: campaigns, $2 text[]: numbers, $3 text[]: message ids, $4 text[]: status, $5 to $9 timestamptz[]: sent,
-- delivered, read, failed, replied at, $10 text[]: codes, $11 smallint[]: counted, $12 text[]: breakdowns (arrays as text)
--! not-null: key, as_counted
INSERT INTO public.campaign_recipients (campaign_id, phone_number, whatsapp_message_id, status, sent_at, delivered_at, read_at,
                                        failed_at, replied_at, failure_code, counted, tally, from_webhook, settled, asserted)
SELECT u.campaign_id, u.phone_number, u.whatsapp_message_id, u.status, u.sent_at, u.delivered_at, u.read_at, u.failed_at,
       u.replied_at, u.failure_code, u.counted, u.tally::text[], true, true, NULL
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[], $7::timestamptz[],
            $8::timestamptz[], $9::timestamptz[], $10::text[], $11::smallint[], $12::text[])
  AS u(campaign_id, phone_number, whatsapp_message_id, status, sent_at, delivered_at, read_at, failed_at, replied_at,
       failure_code, counted, tally)
RETURNING id::text AS key, campaign_id, coalesce(counted = bluetick.bits_of(status, sent_at, delivered_at, read_at, replied_at), false) AS as_counted
