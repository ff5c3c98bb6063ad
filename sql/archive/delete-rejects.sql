-- Deletes rejects that were understood after all.
-- $1 bigint[]: ids
DELETE FROM webhook_rejects WHERE id = ANY ($1::bigint[])
