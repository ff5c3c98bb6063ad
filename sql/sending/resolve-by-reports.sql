-- Uncertain attempts whose message reports name: by the attempt's own reference; else, as the sender's API has it, the first message to
-- the number that began after the claim, that no list and no other attempt knows, and that names the campaign or any.
-- $1 text: sender, $2 text: reference, campaign-name or phone, $3 timestamptz: now
WITH found AS (
  SELECT a.id, coalesce(named.ids, numbered.ids) AS ids
  FROM bluetick.send_attempts a
  JOIN bluetick.send_plans p ON p.id = a.plan
  LEFT JOIN LATERAL (
    SELECT b.message_id || coalesce(b.aliases, '{}') AS ids
    FROM bluetick.message_ids i JOIN public.broadcasts_messages b ON b.id = i.message
    WHERE i.id = 'bluetick:' || a.id
  ) AS named ON true
  LEFT JOIN LATERAL (
    SELECT b.message_id || coalesce(b.aliases, '{}') AS ids
    FROM public.broadcasts_messages b
    WHERE $2::text <> 'reference' AND b.phone_number IN (a.phone, substr(a.phone, 2))
      AND b.created_at BETWEEN a.claimed_at - interval '2 seconds' AND a.claimed_at + interval '1 day'
      AND ($2 = 'phone' OR lower(btrim(b.campaign_name)) = lower(btrim(p.template ->> 'name')))
      AND NOT EXISTS (SELECT FROM bluetick.send_attempts o WHERE o.phone = a.phone AND o.message_ids && (b.message_id || coalesce(b.aliases, '{}')))
      AND NOT EXISTS (SELECT FROM public.campaign_recipients r
                      WHERE r.whatsapp_message_id = ANY (b.message_id || coalesce(b.aliases, '{}')) AND NOT r.from_webhook)
    ORDER BY b.created_at, b.id
    LIMIT 1
  ) AS numbered ON named.ids IS NULL
  WHERE a.state = 'uncertain' AND p.sender = $1::text AND (named.ids IS NOT NULL OR numbered.ids IS NOT NULL)
)
UPDATE bluetick.send_attempts a
SET state = 'accepted', state_reason = NULL, message_ids = f.ids, settled_at = $3::timestamptz, settled_by = 'report'
FROM found f
WHERE a.id = f.id AND a.state = 'uncertain'
