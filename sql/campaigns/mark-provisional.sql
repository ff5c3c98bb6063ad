-- Has recipients of campaigns that give way joined anew, which moves them. Gives back the campaigns that have some left.
-- $1 text[]: campaigns, $2 integer: how many recipients at most
--! not-null: campaign_id
WITH marked AS (
  UPDATE public.campaign_recipients r SET settled = false, revision = r.revision + 1
  WHERE r.id IN (SELECT l.id FROM public.campaign_recipients l
                 WHERE l.campaign_id = ANY ($1::text[]) AND l.settled LIMIT $2::integer)
  RETURNING r.campaign_id
)
SELECT DISTINCT m.campaign_id FROM marked m
