-- Adds to the breakdowns of campaigns that this transaction has locked.
-- $1 text[]: campaigns, $2 text[]: keys, $3 integer[]: recipients
INSERT INTO bluetick.campaign_tallies AS t (campaign_id, key, recipients)
SELECT d.campaign_id, d.key, d.recipients FROM unnest($1::text[], $2::text[], $3::integer[]) AS d(campaign_id, key, recipients)
ON CONFLICT (campaign_id, key) DO UPDATE SET recipients = t.recipients + excluded.recipients
