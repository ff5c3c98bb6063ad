-- Lets inbound messages wait to be matched again.
-- $1 text[]: ids
INSERT INTO bluetick.inbound_to_match (inbound) SELECT i.id FROM bluetick.inbound_messages i WHERE i.id = ANY ($1::text[])
