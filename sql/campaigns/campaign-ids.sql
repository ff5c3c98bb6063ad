-- The ids of all campaigns.
SELECT c.id FROM marketing_campaigns c ORDER BY c.id
