-- Locks and loads the messages that any of these ids belongs to, in key order: two batches that need the same
-- messages meet in the same order and cannot deadlock.
-- $1 text[]: ids
SELECT m.id, m.message_id, m.aliases, m.phone_number, m.status, m.inferred_kinds, m.stand_in_kinds,
       m.failures, m.pricing, m.campaign_name, m.replied_at, m.reply_type, m.reply_named, m.created_at, m.counted_in, m.recipient_left
FROM public.broadcasts_messages m
WHERE m.id IN (SELECT i.message FROM bluetick.message_ids i WHERE i.id = ANY ($1::text[]))
ORDER BY m.id
FOR UPDATE OF m
