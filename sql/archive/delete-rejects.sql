-- Deletes rejects that were understood after all.
-- $1 bigint[]: ids
DELETE FROM bluetick.webhook_rejects WHERE id = ANY ($1::bigint[])
