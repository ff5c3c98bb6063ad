-- Forgets their rows that are gone; recipients of ours that stood for them go with them.
-- $1 text: table, $2 text[]: their keys
WITH gone AS (
  DELETE FROM bluetick.linked_rows r WHERE r.table_name = $1::text AND r.their_key = ANY ($2::text[])
  RETURNING r.own_key
), counted AS (
  DELETE FROM bluetick.link_counted_campaigns l USING gone g WHERE $1::text = 'marketing_campaigns' AND l.id = g.own_key
), failures AS (
  DELETE FROM bluetick.link_failures f
  WHERE f.table_name = $1::text AND CASE f.direction WHEN 'in' THEN f.key = ANY ($2::text[]) ELSE f.key IN (SELECT g.own_key FROM gone g) END
)
DELETE FROM public.campaign_recipients c USING gone g
WHERE $1::text = 'campaign_recipients' AND c.id = g.own_key::bigint
