-- Adds to the tallies of campaigns that this transaction has locked.
-- $1 json: [{campaign_id, key, recipients}]
INSERT INTO bluetick.campaign_tallies AS t (campaign_id, key, recipients)
SELECT d.campaign_id, d.key, d.recipients
FROM json_to_recordset($1::json) AS d(campaign_id text, key text, recipients integer)
ON CONFLICT (campaign_id, key) DO UPDATE SET recipients = t.recipients + excluded.recipients
