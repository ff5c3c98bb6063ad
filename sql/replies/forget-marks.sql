-- What was matched waits no longer.
-- $1 bigint[]: marks
DELETE FROM bluetick.inbound_to_match WHERE id = ANY ($1::bigint[])
