-- Forgets notes that are dealt with.
-- $1 bigint[]: ids
DELETE FROM bluetick.external_changes e WHERE e.id = ANY ($1::bigint[])
