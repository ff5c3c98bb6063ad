-- Imports lines of a sender's list into a campaign; the lock of joins is held, so no other import or batch runs.
-- A line is a recipient that is there already if it has the same reference, else any id of the same message, else
-- the same phone number (and nothing that tells the two apart); it then only adds what the row lacks; of an
-- attribute the list's value is the newer one. Rows whose message has been heard of, or is known by two ids, and rows without an id
-- whose number has, are left pending a join: the caller joins them in. The others are pending, and counted as such by the caller.
-- Two lines that fit one recipient, or are of one message that is known: the first is taken, the others wait, because what they are follows from what became of the first.
-- $1 text: campaign, $2 json: [{n, phone, id, other_id, reference, attributes}], no two of one identity
--! not-null: inserted, amended, pending, pending_ranges, conflicting, waiting, pending_join
WITH line AS (
  SELECT * FROM json_to_recordset($2::json) AS l(n integer, phone text, id text, other_id text, reference text,
                                                   attributes jsonb)
), numbers AS MATERIALIZED (
  -- Asked once for each number, not once for each line: many lines may name one.
  SELECT p.phone, r.*
  FROM (SELECT DISTINCT l.phone FROM line l WHERE l.phone IS NOT NULL) AS p
  CROSS JOIN LATERAL (
    SELECT min(c.id) AS first, min(c.id) FILTER (WHERE c.reference IS NULL) AS without_reference,
           min(c.id) FILTER (WHERE nullif(c.whatsapp_message_id, '') IS NULL) AS without_id,
           min(c.id) FILTER (WHERE c.reference IS NULL AND nullif(c.whatsapp_message_id, '') IS NULL) AS without_both
    FROM (
      SELECT w.id, w.reference, w.whatsapp_message_id FROM public.campaign_recipients w
      WHERE w.campaign_id = $1 AND w.phone_number IN (p.phone, ltrim(p.phone, '+')) AND w.meant_phone IS NULL
      UNION ALL
      SELECT w.id, w.reference, w.whatsapp_message_id FROM public.campaign_recipients w
      WHERE w.campaign_id = $1 AND w.meant_phone = p.phone
    ) AS c
  ) AS r
), matched AS MATERIALIZED (
  SELECT l.*, m.ids IS NOT NULL AS known,
         -- Perhaps a message names the campaign and the number, or another recipient is all that is left of the message.
         CASE WHEN l.id IS NULL
              THEN EXISTS (SELECT FROM public.broadcasts_messages b
                           WHERE b.phone_number = l.phone AND b.campaign_name IS NOT NULL)
              ELSE EXISTS (SELECT FROM public.campaign_recipients o WHERE o.whatsapp_message_id IN (l.id, l.other_id))
         END AS heard, r.key, nullif(r.whatsapp_message_id, '') AS whatsapp_message_id, r.from_webhook,
         m.keys AS messages,
         nullif(r.whatsapp_message_id, '') <> ALL (array_remove(ARRAY[l.id, l.other_id], NULL) || coalesce(m.ids, '{}'))
           AND l.id IS NOT NULL AS conflicting
  FROM line l
  LEFT JOIN numbers p ON p.phone = l.phone
  LEFT JOIN LATERAL (
    SELECT array_agg(b.id) AS keys, array_agg(a.id) AS ids
    FROM (SELECT DISTINCT i.message FROM bluetick.message_ids i WHERE i.id IN (l.id, l.other_id)) AS i
    JOIN public.broadcasts_messages b ON b.id = i.message
    CROSS JOIN unnest(b.message_id || coalesce(b.aliases, '{}')) AS a(id)
  ) m ON true
  LEFT JOIN LATERAL (
    SELECT * FROM (
      (SELECT 1 AS rank, r.id AS key, r.whatsapp_message_id, r.from_webhook
       FROM public.campaign_recipients r
       WHERE r.campaign_id = $1 AND r.reference = l.reference)
      UNION ALL
      -- `|| ''` keeps the planner, who may have no statistics yet, from walking through the whole campaign.
      (SELECT 2, r.id, r.whatsapp_message_id, r.from_webhook
       FROM public.campaign_recipients r
       WHERE r.whatsapp_message_id = ANY (array_remove(ARRAY[l.id, l.other_id], NULL) || coalesce(m.ids, '{}'))
         AND r.campaign_id || '' = $1 AND (l.reference IS NULL OR r.reference IS NULL))
      UNION ALL
      (SELECT 3, r.id, r.whatsapp_message_id, r.from_webhook
       FROM public.campaign_recipients r
       WHERE r.id = CASE WHEN l.reference IS NULL AND l.id IS NULL THEN p.first
                         WHEN l.reference IS NULL THEN p.without_id
                         WHEN l.id IS NULL THEN p.without_reference
                         ELSE p.without_both END)
    ) candidate
    ORDER BY rank, key
    LIMIT 1
  ) r ON true
), waiting AS (
  SELECT DISTINCT t.n
  FROM (
    SELECT f.n, row_number() OVER (PARTITION BY f.key ORDER BY f.n) AS turn FROM matched f WHERE f.key IS NOT NULL
    UNION ALL
    SELECT f.n, row_number() OVER (PARTITION BY o.message ORDER BY f.n)
    FROM matched f CROSS JOIN LATERAL (SELECT DISTINCT unnest(f.messages)) AS o(message)
  ) AS t
  WHERE t.turn > 1
), taken AS (
  SELECT f.* FROM matched f WHERE f.n NOT IN (SELECT w.n FROM waiting w)
), amended AS (
  UPDATE public.campaign_recipients r
  SET whatsapp_message_id = coalesce(nullif(r.whatsapp_message_id, ''), a.id),
      phone_number = coalesce(r.phone_number, a.phone),
      reference = coalesce(r.reference, a.reference),
      attributes = CASE WHEN a.attributes IS NULL THEN r.attributes ELSE coalesce(r.attributes, '{}') || a.attributes END,
      from_webhook = false,
      settled = r.settled AND nullif(r.whatsapp_message_id, '') IS NOT DISTINCT FROM coalesce(nullif(r.whatsapp_message_id, ''), a.id)
                AND NOT r.from_webhook AND a.other_id IS NULL
                AND NOT (a.heard AND r.phone_number IS NULL AND nullif(r.whatsapp_message_id, '') IS NULL),
      revision = r.revision + 1,
      updated_at = now()
  FROM taken a
  WHERE r.id = a.key AND a.conflicting IS NOT TRUE
    AND ((nullif(r.whatsapp_message_id, '') IS NULL AND a.id IS NOT NULL) OR (r.phone_number IS NULL AND a.phone IS NOT NULL)
         OR (r.reference IS NULL AND a.reference IS NOT NULL) OR r.from_webhook
         OR NOT coalesce(r.attributes, '{}') @> coalesce(a.attributes, '{}'))
  RETURNING r.id, r.settled
), inserted AS (
  INSERT INTO public.campaign_recipients (campaign_id, phone_number, status, whatsapp_message_id, reference, attributes, counted,
                                          settled, asserted)
  SELECT $1, a.phone, 'pending', a.id, a.reference, a.attributes, CASE WHEN a.known OR a.heard OR a.other_id IS NOT NULL THEN NULL ELSE 1 END,
         NOT a.known AND NOT a.heard AND a.other_id IS NULL, NULL
  FROM taken a
  WHERE a.key IS NULL
  RETURNING id, settled
)
SELECT (SELECT count(*) FROM inserted)::integer AS inserted,
       (SELECT count(*) FROM amended)::integer AS amended,
       (SELECT count(*) FROM inserted WHERE settled)::integer AS pending,
       (SELECT coalesce(array_agg(DISTINCT id / 256), '{}') FROM inserted WHERE settled) AS pending_ranges,
       (SELECT coalesce(array_agg(n ORDER BY n), '{}') FROM taken WHERE conflicting) AS conflicting,
       (SELECT coalesce(array_agg(n ORDER BY n), '{}') FROM waiting) AS waiting,
       (SELECT coalesce(array_agg(u.id::text), '{}')
        FROM (SELECT * FROM inserted UNION ALL SELECT * FROM amended) u
        WHERE NOT u.settled) AS pending_join
