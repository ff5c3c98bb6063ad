-- Forgets what is written back.
-- $1 bigint[]: ids
DELETE FROM bluetick.link_outbox o WHERE o.id = ANY ($1::bigint[])
