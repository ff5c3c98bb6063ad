-- The five campaigns with the most messages that are sent and undelivered for over ten minutes.
-- :now timestamptz
SELECT coalesce(c.name, nullif(m.counted_in, ''), '(no campaign)') AS campaign, count(*)::integer AS stuck
FROM public.broadcasts_messages m
LEFT JOIN public.marketing_campaigns c ON c.id = m.counted_in
WHERE m.created_at > :now::timestamptz - interval '6 hours'
  AND m.created_at <= :now::timestamptz - interval '10 minutes'
  AND m.status ? 'sent' AND NOT m.status ?| '{delivered,read,failed}'
GROUP BY 1
ORDER BY 2 DESC
LIMIT 5
