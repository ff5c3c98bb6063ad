-- What answered messages that turned out to be another one answers that one, and is matched again: the other one's times may fit no
-- longer.
-- $1 bigint[]: their keys, $2 bigint[]: of the message that each was
WITH moved AS (
  UPDATE bluetick.inbound_messages i SET message = m.kept
  FROM unnest($1::bigint[], $2::bigint[]) AS m(merged, kept)
  WHERE i.message = m.merged
  RETURNING i.id
)
INSERT INTO bluetick.inbound_to_match (inbound) SELECT id FROM moved
