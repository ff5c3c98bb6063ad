-- Inserts new messages, whose ids this transaction has claimed. An array for each column: as JSON, reading the rows costs
-- the server more than writing them.
-- $1 bigint[]: keys, $2 text[]: ids, $3 text[]: other ids (arrays as text), $4 text[]: numbers, $5 text[]: status (JSON),
-- $6 text[]: inferred kinds, $7 text[]: kinds with the time of receipt (arrays as text), $8 text[]: failures (JSON),
-- $9 text[]: codes, $10 text[]: pricing (JSON), $11 text[]: campaigns, $12 timestamptz[], $13 text[], $14 boolean[]: replied
-- at, type of the reply, whether it names the message, $15 text[]: counted in, $16 boolean[]: recipient left,
-- $17 timestamptz[]: created at
INSERT INTO public.broadcasts_messages (id, message_id, aliases, phone_number, status, inferred_kinds, stand_in_kinds,
                                        failures, failure_code, pricing, campaign_name, replied_at, reply_type, reply_named,
                                        counted_in, recipient_left, created_at)
OVERRIDING SYSTEM VALUE
SELECT n.key, n.message_id, n.aliases::text[], n.phone_number, n.status::jsonb, n.inferred_kinds::text[],
       n.stand_in_kinds::text[], n.failures::jsonb, n.failure_code, n.pricing::jsonb, n.campaign_name, n.replied_at,
       n.reply_type, n.reply_named, n.counted_in, n.recipient_left, n.created_at
FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
            $10::text[], $11::text[], $12::timestamptz[], $13::text[], $14::boolean[], $15::text[], $16::boolean[],
            $17::timestamptz[])
  AS n(key, message_id, aliases, phone_number, status, inferred_kinds, stand_in_kinds, failures, failure_code, pricing,
       campaign_name, replied_at, reply_type, reply_named, counted_in, recipient_left, created_at)
-- The kinds that the status really has, as bits in the order of KINDS: a trigger of somebody else's may have changed it.
RETURNING (status ? 'sent')::integer + 2 * (status ? 'delivered')::integer + 4 * (status ? 'read')::integer
          + 8 * (status ? 'played')::integer + 16 * (status ? 'failed')::integer AS kinds
