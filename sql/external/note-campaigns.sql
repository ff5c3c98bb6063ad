-- Notes campaigns of which something remains to be done.
-- $1 text[]: campaigns
INSERT INTO bluetick.disturbed_campaigns (campaign_id) SELECT DISTINCT unnest($1::text[])
