-- How many messages of the last 24 hours each candidate of an action has had, of any campaign; who has had none is not there. A statement
-- of its own, beside candidates: it takes as long, and the server has a processor for each.
-- $1 text: campaign, $2 text: send, resend or follow-up, $3 timestamptz: now, $4 integer: of how many of them, as candidates
--! not-null: key, messages
WITH found AS (
  SELECT r.id, ltrim(coalesce(r.meant_phone, r.phone_number), '+') AS digits
  FROM public.campaign_recipients r
  WHERE r.campaign_id = $1::text
    AND r.status = ANY (CASE $2::text WHEN 'send' THEN '{pending}'::text[] WHEN 'resend' THEN '{pending,sent,failed}' ELSE '{delivered}' END)
    AND (nullif(r.whatsapp_message_id, '') IS NULL) = ($2::text = 'send')
  ORDER BY r.id
  LIMIT $4::integer
), written AS MATERIALIZED (
  SELECT f.id, unnest(ARRAY['+' || f.digits, f.digits]) AS phone_number FROM found f
)
-- Counted behind the join: most messages of a day are other people's.
SELECT w.id::text AS key, (count(*) FILTER (WHERE NOT (o.status ? 'failed' AND NOT o.status ? 'delivered')))::integer AS messages
FROM written w JOIN public.broadcasts_messages o ON o.phone_number = w.phone_number
WHERE o.created_at > $3::timestamptz - interval '24 hours'
GROUP BY w.id
