-- Claims ids for messages. One that another replica has claimed first is a unique violation: the caller starts again. Ids
-- are claimed in order, so two batches that claim the same ones cannot deadlock.
-- $1 text[]: ids, $2 bigint[]: for each of them the key of its message
INSERT INTO bluetick.message_ids (id, message)
SELECT c.id, c.message FROM unnest($1::text[], $2::bigint[]) AS c(id, message) ORDER BY c.id COLLATE "C"
