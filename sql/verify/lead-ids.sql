-- Has ids lead to messages that this transaction has locked, in order of the ids, as claims are made.
-- $1 text[]: ids, $2 bigint[]: for each of them the key of its message
INSERT INTO bluetick.message_ids AS i (id, message)
SELECT c.id, c.message FROM unnest($1::text[], $2::bigint[]) AS c(id, message) ORDER BY c.id COLLATE "C"
ON CONFLICT (id) DO UPDATE SET message = excluded.message
