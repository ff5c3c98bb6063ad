-- How many people must not be written to: as long as the list of dashboard/suppressions.
-- $1 text: a campaign they are recipients of ('' for any), $2 timestamptz: since when, from, $3 timestamptz: to, $4 text: reason
-- (each NULL: any)
--! not-null: people
SELECT count(*)::integer AS people
FROM bluetick.suppressions s
WHERE ($2::timestamptz IS NULL OR s.since >= $2::timestamptz) AND ($3::timestamptz IS NULL OR s.since < $3::timestamptz)
  AND ($4::text IS NULL OR s.reason = $4::text)
  AND ($1::text = '' OR EXISTS (SELECT FROM public.campaign_recipients r
                                WHERE r.campaign_id = $1::text AND (r.phone_number IN (s.phone, substr(s.phone, 2)) OR r.meant_phone = s.phone)))
