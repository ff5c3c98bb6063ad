-- Messages that the rollups do not hold yet: rows that somebody else inserted. One whose id another message has
-- taken is left out: it cannot be told from that message.
-- $1 integer: how many at most
--! not-null: message_id
SELECT m.message_id
FROM public.broadcasts_messages m
WHERE m.counted_in IS NULL
  AND EXISTS (SELECT FROM bluetick.message_ids i WHERE i.id = m.message_id AND i.message = m.id)
ORDER BY m.id
LIMIT $1::integer
