-- As recipients-page, of one status: from the ranges of keys in which it occurs, so that however rare it is, what lies
-- between is skipped. An index by status would be touched with every report.
-- $1 text: campaign, $2 bigint: the last key of the page before, $3 boolean: whether there was one, $4 integer: how many,
-- $5 text: status
--! not-null: key
SELECT r.id::text AS key, r.phone_number, r.reference, r.whatsapp_message_id, r.status, r.sent_at, r.delivered_at,
       r.read_at, r.failed_at, r.replied_at, r.failure_code, r.attributes
FROM (SELECT g.range FROM bluetick.recipient_ranges g
      WHERE g.campaign_id = $1 AND g.status = $5 AND (NOT $3::boolean OR g.range >= $2::bigint / 256)
      ORDER BY g.range) AS g
CROSS JOIN LATERAL (
  SELECT * FROM public.campaign_recipients r
  WHERE r.campaign_id = $1 AND r.id >= g.range * 256 AND r.id < (g.range + 1) * 256 AND r.status = $5
    AND (NOT $3::boolean OR r.id > $2::bigint)
  ORDER BY r.id
  LIMIT $4::integer
) AS r
ORDER BY g.range, r.id
LIMIT $4::integer
