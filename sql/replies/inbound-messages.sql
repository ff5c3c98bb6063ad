-- Inbound messages by their ids, and all those that are counted for any of some messages.
-- $1 text[]: ids, $2 bigint[]: keys of messages
SELECT i.id, i.phone, i.at, i.stand_in, i.type, i.answers_id, i.message::text AS message
FROM bluetick.inbound_messages i
WHERE i.id = ANY ($1::text[]) OR i.message = ANY ($2::bigint[])
