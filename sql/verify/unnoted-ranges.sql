-- Ranges of the next recipients' keys in which a status occurs and is not noted (three arrays), and the last key that was looked at
-- (NULL at the end). What waits to be joined in is noted then. A range is looked at as a whole, so that it is found once.
-- $1 bigint: the last key of the page before, or 0; $2 integer: how many; $3 text: campaign (NULL: all)
--! not-null: campaigns, statuses, ranges
WITH upto AS MATERIALIZED (
  SELECT max(n.id) | 255 AS last_key
  FROM (SELECT p.id FROM public.campaign_recipients p
        WHERE p.id > $1::bigint AND ($3::text IS NULL OR p.campaign_id = $3::text)
        ORDER BY p.id LIMIT $2::integer) AS n
), unnoted AS MATERIALIZED (
  SELECT o.campaign_id, o.status, o.range
  FROM (SELECT DISTINCT r.campaign_id, r.status, r.id / 256 AS range
        FROM public.campaign_recipients r
        WHERE r.id > $1::bigint AND r.id <= (SELECT u.last_key FROM upto u)
          AND ($3::text IS NULL OR r.campaign_id = $3::text) AND r.settled AND r.status IS NOT NULL) AS o
  WHERE NOT EXISTS (SELECT FROM bluetick.recipient_ranges g
                    WHERE g.campaign_id = o.campaign_id COLLATE "C" AND g.status = o.status COLLATE "C" AND g.range = o.range)
)
SELECT (SELECT u.last_key::text FROM upto u) AS last_key,
       ARRAY(SELECT n.campaign_id FROM unnoted n ORDER BY n.campaign_id, n.status, n.range) AS campaigns,
       ARRAY(SELECT n.status FROM unnoted n ORDER BY n.campaign_id, n.status, n.range) AS statuses,
       ARRAY(SELECT n.range::text FROM unnoted n ORDER BY n.campaign_id, n.status, n.range) AS ranges
