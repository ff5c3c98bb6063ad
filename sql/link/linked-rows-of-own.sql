-- Recipients of theirs that ours stand for.
-- $1 text[]: our keys
SELECT r.their_key, r.own_key FROM bluetick.linked_rows r
WHERE r.table_name = 'campaign_recipients' AND r.own_key = ANY ($1::text[])
