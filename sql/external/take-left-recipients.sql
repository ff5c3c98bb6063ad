-- Takes recipients that left from the queue.
-- $1 bigint[]: ids
DELETE FROM bluetick.left_recipients l WHERE l.id = ANY ($1::bigint[])
RETURNING l.campaign_id, l.message_id, l.counted, l.tally
