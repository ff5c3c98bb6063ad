-- Writes the conclusions to recipients that this transaction has locked. What comes back are the rows that were really
-- written, and whether they count for what is counted: a trigger of somebody else's may have kept one back, or changed it.
-- An array for each column, as in insert-messages.
-- $1 bigint[]: keys, $2 integer[]: the revisions that they are to have, $3 text[]: campaigns, $4 text[]: numbers, $5 text[]:
-- message ids, $6 text[]: status, $7 to $11 timestamptz[]: sent, delivered, read, failed, replied at, $12 text[]: codes,
-- $13 smallint[]: counted, $14 text[]: breakdowns (arrays as text), $15 boolean[]: from webhooks
--! not-null: key, revision, as_counted
UPDATE public.campaign_recipients r
SET campaign_id = u.campaign_id, phone_number = u.phone_number, whatsapp_message_id = u.whatsapp_message_id,
    status = u.status, sent_at = u.sent_at, delivered_at = u.delivered_at, read_at = u.read_at,
    failed_at = u.failed_at, replied_at = u.replied_at, failure_code = u.failure_code, counted = u.counted,
    tally = u.tally::text[], settled = true,
    -- Of a row without a message its own columns are all that is known.
    asserted = CASE WHEN u.whatsapp_message_id IS NULL THEN '{*}'::text[] END,
    from_webhook = u.from_webhook, revision = u.revision,
    updated_at = now()
FROM unnest($1::bigint[], $2::integer[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[],
            $8::timestamptz[], $9::timestamptz[], $10::timestamptz[], $11::timestamptz[], $12::text[], $13::smallint[],
            $14::text[], $15::boolean[])
  AS u(key, revision, campaign_id, phone_number, whatsapp_message_id, status, sent_at, delivered_at, read_at, failed_at,
       replied_at, failure_code, counted, tally, from_webhook)
WHERE r.id = u.key
RETURNING r.id::text AS key, r.revision,
          coalesce(r.counted = bluetick.bits_of(r.status, r.sent_at, r.delivered_at, r.read_at, r.replied_at)
                   AND r.campaign_id = u.campaign_id, false) AS as_counted
