-- Has messages of ours written back that bear one of these ids.
-- $1 text[]: ids
INSERT INTO bluetick.link_outbox (table_name, own_key)
SELECT DISTINCT 'broadcasts_messages', i.message::text FROM bluetick.message_ids i WHERE i.id = ANY ($1::text[])
