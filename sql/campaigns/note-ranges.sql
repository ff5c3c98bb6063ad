-- Notes in which ranges of recipients' keys a status occurs. Nearly always it is noted already, and nothing is written.
-- $1 text[]: campaigns, $2 text[]: status, $3 bigint[]: ranges
INSERT INTO bluetick.recipient_ranges (campaign_id, status, range)
SELECT n.campaign_id, n.status, n.range FROM unnest($1::text[], $2::text[], $3::bigint[]) AS n(campaign_id, status, range)
ON CONFLICT DO NOTHING
