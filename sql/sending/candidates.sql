-- The recipients of a campaign that an action may concern, or those of given keys, with all that decides whether they are written to.
-- Numbers that others wrote may lack the plus, or be written otherwise than they are meant.
-- $1 text: campaign, $2 text: send, resend or follow-up, $3 text[]: keys (NULL: those that the action may concern, in key order),
-- $4 timestamptz: now, $5 integer: how many of them
--! not-null: key, in_flight, rounds, messages_today
WITH found AS (
  (SELECT r.id, coalesce(r.meant_phone, r.phone_number) AS phone_number, r.attributes, nullif(r.whatsapp_message_id, '') AS message_id, r.sent_at, r.delivered_at,
          r.read_at, r.failed_at, r.replied_at, r.status, r.failure_code, r.updated_at
   FROM public.campaign_recipients r
   WHERE $3::text[] IS NULL AND r.campaign_id = $1::text
     AND r.status = ANY (CASE $2::text WHEN 'send' THEN '{pending}'::text[] WHEN 'resend' THEN '{pending,sent,failed}' ELSE '{delivered}' END)
     AND (nullif(r.whatsapp_message_id, '') IS NULL) = ($2::text = 'send')
   ORDER BY r.id
   LIMIT $5::integer)
  UNION ALL
  SELECT r.id, coalesce(r.meant_phone, r.phone_number), r.attributes, nullif(r.whatsapp_message_id, ''), r.sent_at, r.delivered_at,
         r.read_at, r.failed_at, r.replied_at, r.status, r.failure_code, r.updated_at
  FROM public.campaign_recipients r
  WHERE $3::text[] IS NOT NULL AND r.campaign_id = $1::text
    AND r.id IN (SELECT k.id FROM jsonb_populate_recordset(NULL::public.campaign_recipients,
                   (SELECT jsonb_agg(jsonb_build_object('id', key)) FROM unnest($3::text[]) AS key)) AS k)
), picked AS MATERIALIZED (
  -- A digit first: a number without its plus.
  SELECT f.*,
         CASE WHEN left(f.phone_number, 1) COLLATE "C" BETWEEN '0' AND '9' THEN '+' || f.phone_number ELSE f.phone_number END AS phone
  FROM found f
)
SELECT p.id::text AS key, p.phone, p.attributes, p.message_id, m.ids,
       CASE WHEN p.message_id IS NOT NULL THEN coalesce(least(p.sent_at, m.created_at), p.updated_at, $4::timestamptz) END AS since,
       p.delivered_at, p.read_at, p.replied_at, CASE WHEN p.status = 'failed' THEN coalesce(p.failed_at, p.updated_at) END AS failed_at,
       p.failure_code, s.reason AS suppressed, w.wrote_at,
       a.in_flight, coalesce(t.round, (p.message_id IS NOT NULL)::integer) AS rounds, a.attempted_at,
       -- Of many people messages-of-the-day reads them.
       CASE WHEN $3::text[] IS NULL THEN 0 ELSE (
         SELECT count(*) FROM public.broadcasts_messages o
         WHERE o.phone_number IN (p.phone, substr(p.phone, 2)) AND o.created_at > $4::timestamptz - interval '24 hours'
           AND NOT (o.status ? 'failed' AND NOT o.status ? 'delivered'))::integer END
         + a.unreported AS messages_today
FROM picked p
LEFT JOIN LATERAL (
  SELECT b.message_id || coalesce(b.aliases, '{}') AS ids, b.created_at
  FROM bluetick.message_ids i JOIN public.broadcasts_messages b ON b.id = i.message
  -- A plan needs no more than the time, and most recipients have it; a claim needs every id. In the key, so that nothing is looked up.
  WHERE i.id = CASE WHEN $3::text[] IS NOT NULL OR p.sent_at IS NULL THEN p.message_id END
) AS m ON true
LEFT JOIN LATERAL (SELECT s.reason FROM bluetick.suppressions s WHERE s.phone = p.phone LIMIT 1) AS s ON true
CROSS JOIN LATERAL (SELECT max(i.at) AS wrote_at FROM bluetick.inbound_messages i WHERE i.phone = p.phone) AS w
CROSS JOIN LATERAL (
  SELECT coalesce(bool_or(a.state IN ('claimed', 'uncertain')), false) AS in_flight, max(a.claimed_at) AS attempted_at,
         count(*) FILTER (WHERE a.state IN ('claimed', 'uncertain', 'accepted') AND NOT EXISTS (
           SELECT FROM bluetick.message_ids i WHERE i.id = ANY (a.message_ids)))::integer AS unreported
  FROM bluetick.send_attempts a
  WHERE a.phone = p.phone AND a.claimed_at > $4::timestamptz - interval '24 hours'
) AS a
CROSS JOIN LATERAL (
  SELECT max(t.round) AS round FROM bluetick.send_attempts t
  WHERE t.campaign_id = $1::text AND t.recipient = p.id::text AND t.state IN ('claimed', 'uncertain', 'accepted')
) AS t
ORDER BY p.id
