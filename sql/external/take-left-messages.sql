-- Takes messages that others changed from the queue, as they were.
-- $1 bigint[]: ids
--! not-null: message
DELETE FROM bluetick.left_messages l WHERE l.id = ANY ($1::bigint[])
RETURNING l.message
