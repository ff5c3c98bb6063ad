-- Linked tables: what reports said while nothing was linked is written back when they are linked again, and counters of a campaign
-- whose recipients are all deleted go back to zero where Bluetick wrote them.

-- How far rows that an earlier link knew were compared anew, by their key; NULL: there are none, or all were.
ALTER TABLE bluetick.linked_tables ADD COLUMN known_to TEXT COLLATE "C";

-- Campaigns of theirs that have borne counters of ours: of others the numbers are their own, and stay.
CREATE TABLE bluetick.link_counted_campaigns (id TEXT PRIMARY KEY);
SELECT bluetick.shut('bluetick.link_counted_campaigns');
INSERT INTO bluetick.link_counted_campaigns (id)
SELECT DISTINCT r.own_key FROM bluetick.linked_rows r JOIN public.marketing_campaigns c ON c.id = r.own_key
WHERE r.table_name = 'marketing_campaigns' AND c.recipients_counted > 0;
