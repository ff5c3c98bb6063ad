-- Claims ids and inserts new messages. An id that another replica claimed first is not claimed: the caller
-- compares `claimed` with what it asked for, and starts again where it is less. Ids are claimed in order, so two
-- batches that claim the same ones cannot deadlock.
-- $1 json: new messages, $2 json: ids that known messages are newly known by [{id, key}]
--! not-null: claimed
WITH fresh AS (
  SELECT n.*, nextval(pg_get_serial_sequence('public.broadcasts_messages', 'id')) AS key
  FROM json_to_recordset($1::json) AS n(
    message_id text, aliases text[], phone_number text, status jsonb, inferred_kinds text[],
    stand_in_kinds text[], failures jsonb, failure_code text, pricing jsonb, campaign_name text,
    replied_at timestamptz, reply_type text, reply_named boolean, created_at timestamptz, counted_in text,
    newly_read_at timestamptz)
), claimed AS (
  INSERT INTO bluetick.message_ids (id, message)
  SELECT c.id, c.key
  FROM (
    SELECT message_id AS id, key FROM fresh
    UNION ALL SELECT unnest(aliases), key FROM fresh
    UNION ALL SELECT k.id, k.key FROM json_to_recordset($2::json) AS k(id text, key bigint)
  ) AS c
  ORDER BY c.id COLLATE "C"
  ON CONFLICT DO NOTHING
  RETURNING id
), inserted AS (
  INSERT INTO public.broadcasts_messages (id, message_id, aliases, phone_number, status, inferred_kinds, stand_in_kinds,
                                   failures, failure_code, pricing, campaign_name, replied_at, reply_type, reply_named,
                                   created_at, counted_in)
  OVERRIDING SYSTEM VALUE
  SELECT fresh.key, fresh.message_id, fresh.aliases, fresh.phone_number, fresh.status, fresh.inferred_kinds,
         fresh.stand_in_kinds, fresh.failures, fresh.failure_code, fresh.pricing, fresh.campaign_name,
         fresh.replied_at, fresh.reply_type, fresh.reply_named, fresh.created_at, fresh.counted_in
  FROM fresh JOIN claimed ON claimed.id = fresh.message_id
), reads AS (
  INSERT INTO bluetick.message_reads (read_at, message)
  SELECT fresh.newly_read_at, fresh.key FROM fresh WHERE fresh.newly_read_at IS NOT NULL
)
SELECT count(*)::integer AS claimed FROM claimed
