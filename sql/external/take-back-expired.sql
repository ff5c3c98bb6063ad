-- Takes replaced messages back from the expired rows of the rollups, before they are taken out as any other that others changed.
-- $1 bigint[]: ids in the queue
SELECT bluetick.take_back_expired(jsonb_agg(l.message)) FROM bluetick.left_messages l WHERE l.id = ANY ($1::bigint[]) AND l.expired
