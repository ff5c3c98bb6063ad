-- Deletes some of the inbound messages that are older than a time. What they have proved of a message stays with it.
-- $1 timestamptz: the time, $2 integer: limit
DELETE FROM bluetick.inbound_messages
WHERE id IN (
  SELECT i.id FROM bluetick.inbound_messages i WHERE i.at < $1::timestamptz
  ORDER BY i.at LIMIT $2::integer FOR UPDATE SKIP LOCKED)
