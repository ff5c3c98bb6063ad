-- Campaigns that came to rest and of which nobody was notified yet: at least 100 messages, and the last of them was first
-- heard of a day ago, but not more than three.
-- $1 time (ms), $2 integer: at most this many
SELECT c.id, c.name, m.messages::integer AS messages, m.delivered::integer AS delivered, m.read::integer AS read,
       m.failed::integer AS failed, m.replied::integer AS replied, extract(epoch FROM m.first)::float8 * 1000 AS first_ms
FROM public.marketing_campaigns c
CROSS JOIN LATERAL (
  SELECT sum(r.messages) AS messages, sum(r.delivered) AS delivered, sum(r.read) AS read, sum(r.failed) AS failed, sum(r.replied) AS replied,
         min(r.bucket) AS first, max(r.bucket) AS last
  FROM bluetick.message_rollup r
  WHERE r.campaign_id = c.id
) AS m
WHERE c.updated_at > to_timestamp($1::float8 / 1000) - interval '14 days' AND m.messages >= 100
  AND m.last <= to_timestamp($1::float8 / 1000) - interval '24 hours'
  AND m.last > to_timestamp($1::float8 / 1000) - interval '72 hours'
  AND NOT EXISTS (SELECT FROM bluetick.alert_reports a WHERE a.name = 'campaign' AND a.period = c.id)
ORDER BY m.last, c.id
LIMIT $2::integer
