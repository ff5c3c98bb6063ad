-- Writes the joined facts and conclusions of messages that this transaction has locked. Keys in `status` that
-- Bluetick does not know (another tool's) stay. What was only inferred goes where it no longer follows.
-- What comes back says of each message whether all that sums follow from was really written so: a trigger of somebody else's
-- may have kept the row as it was.
-- $1 to $17: as in insert-messages; status, number and created at stay where they are NULL
UPDATE public.broadcasts_messages m
SET message_id = u.message_id, aliases = u.aliases::text[], phone_number = coalesce(u.phone_number, m.phone_number),
    status = CASE WHEN u.status IS NULL THEN m.status
                  WHEN jsonb_typeof(m.status) = 'object'
                    THEN m.status - coalesce(m.inferred_kinds, '{}') || u.status::jsonb
                  ELSE u.status::jsonb END,
    inferred_kinds = u.inferred_kinds::text[], stand_in_kinds = u.stand_in_kinds::text[], failures = u.failures::jsonb,
    failure_code = u.failure_code, pricing = u.pricing::jsonb, campaign_name = u.campaign_name,
    replied_at = u.replied_at, reply_type = u.reply_type, reply_named = u.reply_named,
    counted_in = u.counted_in, recipient_left = u.recipient_left,
    created_at = coalesce(u.created_at, m.created_at), updated_at = now()
FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
            $10::text[], $11::text[], $12::timestamptz[], $13::text[], $14::boolean[], $15::text[], $16::boolean[],
            $17::timestamptz[])
  AS u(key, message_id, aliases, phone_number, status, inferred_kinds, stand_in_kinds, failures, failure_code, pricing,
       campaign_name, replied_at, reply_type, reply_named, counted_in, recipient_left, created_at)
WHERE m.id = u.key
RETURNING m.counted_in = u.counted_in AND m.recipient_left = u.recipient_left
  AND (u.status IS NULL OR m.status @> u.status::jsonb) AND m.failure_code IS NOT DISTINCT FROM u.failure_code
  AND m.pricing IS NOT DISTINCT FROM u.pricing::jsonb AND m.replied_at IS NOT DISTINCT FROM u.replied_at AS as_asked
