-- Inserts recipients of theirs that are new to us, as they are concluded: joined and counted.
-- $1 to $15: as in campaigns/update-recipients, $16 timestamptz[]: when theirs were made (NULL: nobody knows)
--! not-null: as_counted
INSERT INTO public.campaign_recipients (id, campaign_id, phone_number, whatsapp_message_id, status, sent_at, delivered_at,
  read_at, failed_at, replied_at, failure_code, counted, tally, from_webhook, settled, asserted, created_at)
OVERRIDING SYSTEM VALUE
SELECT u.key, u.campaign_id, u.phone_number, u.whatsapp_message_id, u.status, u.sent_at, u.delivered_at, u.read_at, u.failed_at,
       u.replied_at, u.failure_code, u.counted, u.tally::text[], u.from_webhook, true,
       -- Of a row without a message its own columns are all that is known.
       CASE WHEN u.whatsapp_message_id IS NULL THEN '{*}'::text[] END, coalesce(u.created_at, now())
FROM unnest($1::bigint[], $2::integer[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[],
            $8::timestamptz[], $9::timestamptz[], $10::timestamptz[], $11::timestamptz[], $12::text[], $13::smallint[],
            $14::text[], $15::boolean[], $16::timestamptz[])
  AS u(key, revision, campaign_id, phone_number, whatsapp_message_id, status, sent_at, delivered_at, read_at, failed_at,
       replied_at, failure_code, counted, tally, from_webhook, created_at)
RETURNING id, campaign_id, coalesce(counted = bluetick.bits_of(status, sent_at, delivered_at, read_at, replied_at), false) AS as_counted
