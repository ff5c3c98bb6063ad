-- Deletes campaigns that gave way and have no recipients any more. What people set of them, and what was sent to their recipients, goes to
-- those that took their place.
-- $1 text[]: campaigns, $2 text[]: for each of them the one that took its place
WITH ended AS (
  SELECT u.id, u.own FROM unnest($1::text[], $2::text[]) AS u(id, own)
  WHERE NOT EXISTS (SELECT FROM public.campaign_recipients r WHERE r.campaign_id = u.id)
), kept AS (
  INSERT INTO bluetick.campaign_settings AS o (campaign_id, starts_at, ends_at, template, country)
  SELECT e.own, s.starts_at, s.ends_at, s.template, s.country
  FROM ended e JOIN bluetick.campaign_settings s ON s.campaign_id = e.id
  ON CONFLICT (campaign_id) DO UPDATE
  SET starts_at = coalesce(o.starts_at, excluded.starts_at), ends_at = coalesce(o.ends_at, excluded.ends_at),
      template = coalesce(o.template, excluded.template), country = coalesce(o.country, excluded.country)
), plans AS (
  -- Of drafts the hash says which campaign they are of.
  UPDATE bluetick.send_plans p SET campaign_id = e.own FROM ended e WHERE p.campaign_id = e.id AND p.state = 'sending'
  RETURNING p.id, p.campaign_id
), planned AS (
  UPDATE bluetick.send_attempts a SET campaign_id = p.campaign_id
  FROM plans p WHERE a.plan = p.id AND a.state NOT IN ('claimed', 'uncertain', 'accepted')
), sent AS (
  UPDATE bluetick.send_attempts a SET campaign_id = e.own
  FROM ended e
  WHERE a.campaign_id = e.id AND a.state IN ('claimed', 'uncertain', 'accepted')
    AND NOT EXISTS (SELECT FROM bluetick.send_attempts o WHERE o.campaign_id = e.own AND o.recipient = a.recipient AND o.round = a.round)
)
DELETE FROM public.marketing_campaigns c USING ended e WHERE c.id = e.id AND c.source = 'webhook'
