-- Deletes campaigns that gave way and have no recipients any more. What people set of them, and what was sent to their recipients, goes to
-- those that took their place.
-- $1 text[]: campaigns, $2 text[]: for each of them the one that took its place
WITH ended AS (
  SELECT u.id, u.own FROM unnest($1::text[], $2::text[]) AS u(id, own)
  WHERE NOT EXISTS (SELECT FROM public.campaign_recipients r WHERE r.campaign_id = u.id)
), kept AS (
  INSERT INTO bluetick.campaign_settings (campaign_id, starts_at, ends_at, template, country)
  SELECT e.own, s.starts_at, s.ends_at, s.template, s.country
  FROM ended e JOIN bluetick.campaign_settings s ON s.campaign_id = e.id
  ON CONFLICT (campaign_id) DO NOTHING
), sent AS (
  UPDATE bluetick.send_attempts a SET campaign_id = e.own
  FROM ended e
  WHERE a.campaign_id = e.id AND a.state IN ('claimed', 'uncertain', 'accepted')
    AND NOT EXISTS (SELECT FROM bluetick.send_attempts o WHERE o.campaign_id = e.own AND o.recipient = a.recipient AND o.round = a.round)
)
DELETE FROM public.marketing_campaigns c USING ended e WHERE c.id = e.id AND c.source = 'webhook'
