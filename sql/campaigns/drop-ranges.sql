-- Drops ranges in which a status occurs no longer, of one campaign that this transaction has locked. Whoever changes a
-- status notes its range after locking the campaign: it has committed, and is seen here, or will note the range again.
-- $1 text: campaign, $2 text[]: status, $3 bigint[]: ranges
DELETE FROM bluetick.recipient_ranges g
USING unnest($2::text[], $3::bigint[]) AS d(status, range)
WHERE g.campaign_id = $1 AND g.status = d.status AND g.range = d.range
  AND NOT EXISTS (SELECT FROM public.campaign_recipients r
                  WHERE r.campaign_id = $1 AND r.id >= g.range * 256 AND r.id < (g.range + 1) * 256
                    AND r.status = g.status)
RETURNING g.range
