-- A page of the people who must not be written to, the newest first.
-- $1 text: a campaign they are recipients of ('' for any), $2 timestamptz: since when, from, $3 timestamptz: to, $4 text: reason
-- (each NULL: any), $5 timestamptz, $6 text, $7 text: position, phone and reason of the page before's last (NULL: first page), $8
-- integer: how many
--! not-null: phone, reason, source, since, position
SELECT s.phone, s.reason, s.source, s.since, s.since::text AS position
FROM bluetick.suppressions s
WHERE ($2::timestamptz IS NULL OR s.since >= $2::timestamptz) AND ($3::timestamptz IS NULL OR s.since < $3::timestamptz)
  AND ($4::text IS NULL OR s.reason = $4::text)
  AND ($1::text = '' OR EXISTS (SELECT FROM public.campaign_recipients r
                                WHERE r.campaign_id = $1::text AND (r.phone_number IN (s.phone, substr(s.phone, 2)) OR r.meant_phone = s.phone)))
  AND ($5::timestamptz IS NULL OR (s.since, s.phone, s.reason) < ($5::timestamptz, $6::text COLLATE "C", $7::text COLLATE "C"))
ORDER BY s.since DESC, s.phone DESC, s.reason DESC
LIMIT $8::integer
