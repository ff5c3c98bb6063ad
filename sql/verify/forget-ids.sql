-- Forgets ids that lead to a message that does not bear them, or to none.
-- $1 text[]: ids
DELETE FROM bluetick.message_ids i
WHERE i.id = ANY ($1::text[])
  AND NOT EXISTS (SELECT FROM public.broadcasts_messages m
                  WHERE m.id = i.message AND (m.message_id = i.id OR i.id = ANY (m.aliases)))
