-- As recipients-page, of those that the campaign's counters or breakdowns count in some way: by what is counted for each, so
-- that the list is as long as the counter says.
-- $1 text: campaign, $2: the last key of the page before, $3 boolean: whether there was one, $4 integer: how many,
-- $5 integer: the bits of "counted" that matter, $6 integer: and what they must be, $7 text: a key of its breakdown (NULL: any)
--! not-null: key
SELECT r.id::text AS key, r.phone_number, r.reference, r.whatsapp_message_id, r.status, r.sent_at, r.delivered_at,
       r.read_at, r.failed_at, r.replied_at, r.failure_code, r.attributes
FROM public.campaign_recipients r
-- Not "=", and so ordered by both columns of one index: else the planner may walk through the keys of all campaigns.
WHERE r.campaign_id >= $1 AND r.campaign_id <= $1 AND (NOT $3::boolean OR (r.campaign_id, r.id) > ($1, $2))
  -- In a CASE, or the planner takes them for rare, and reads the whole campaign for a page.
  AND CASE WHEN r.counted::integer & $5::integer = $6::integer THEN true ELSE false END
  AND ($7::text IS NULL OR r.tally @> ARRAY[$7::text])
ORDER BY r.campaign_id, r.id
LIMIT $4::integer
