-- Writes the joined facts and conclusions of messages that this transaction has locked. Keys in `status` that
-- Bluetick does not know (another tool's) stay. What was only inferred goes where it no longer follows.
-- $1 json: messages
WITH change AS MATERIALIZED (
  SELECT * FROM json_to_recordset($1::json) AS u(
    key bigint, message_id text, aliases text[], phone_number text, status jsonb, inferred_kinds text[],
    stand_in_kinds text[], failures jsonb, failure_code text, pricing jsonb, campaign_name text, replied_at timestamptz,
    reply_type text, reply_named boolean, counted_in text,
    newly_read_at timestamptz, created_at timestamptz, recipient_left boolean)
), reads AS (
  INSERT INTO bluetick.message_reads (read_at, message)
  SELECT u.newly_read_at, u.key FROM change u WHERE u.newly_read_at IS NOT NULL
  ON CONFLICT DO NOTHING
)
UPDATE public.broadcasts_messages m
SET message_id = u.message_id, aliases = u.aliases, phone_number = coalesce(u.phone_number, m.phone_number),
    status = CASE WHEN u.status IS NULL THEN m.status
                  WHEN jsonb_typeof(m.status) = 'object' THEN m.status - coalesce(m.inferred_kinds, '{}') || u.status ELSE u.status END,
    inferred_kinds = u.inferred_kinds, stand_in_kinds = u.stand_in_kinds, failures = u.failures,
    failure_code = u.failure_code, pricing = u.pricing, campaign_name = u.campaign_name,
    replied_at = u.replied_at, reply_type = u.reply_type, reply_named = u.reply_named,
    counted_in = u.counted_in, recipient_left = u.recipient_left,
    created_at = coalesce(u.created_at, m.created_at), updated_at = now()
FROM change u
WHERE m.id = u.key
RETURNING m.id
