-- Sets what is given of a campaign's settings: null takes it away, what is not named stays.
-- $1 text: id, $2 jsonb: {starts_at, ends_at, template, country}, those that change
INSERT INTO bluetick.campaign_settings AS s (campaign_id, starts_at, ends_at, template, country)
SELECT c.id, r.starts_at, r.ends_at, r.template, r.country
FROM public.marketing_campaigns c, jsonb_populate_record(NULL::bluetick.campaign_settings, $2::jsonb) AS r
WHERE c.id = $1::text
ON CONFLICT (campaign_id) DO UPDATE
SET starts_at = CASE WHEN $2::jsonb ? 'starts_at' THEN excluded.starts_at ELSE s.starts_at END,
    ends_at = CASE WHEN $2::jsonb ? 'ends_at' THEN excluded.ends_at ELSE s.ends_at END,
    template = CASE WHEN $2::jsonb ? 'template' THEN excluded.template ELSE s.template END,
    country = CASE WHEN $2::jsonb ? 'country' THEN excluded.country ELSE s.country END
