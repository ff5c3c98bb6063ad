-- Has messages of ours written back that bear one of these ids, where theirs are linked.
-- $1 text[]: ids
INSERT INTO bluetick.link_outbox (table_name, own_key)
SELECT DISTINCT t.name, i.message::text
FROM bluetick.linked_tables t CROSS JOIN bluetick.message_ids i
WHERE t.name = 'broadcasts_messages' AND i.id = ANY ($1::text[])
