-- Messages as lock-messages has them, without a lock, and with what is stored of their conclusions beside the facts.
-- $1 bigint[]: keys
--! not-null: read_entered
SELECT m.id, m.message_id, m.aliases, m.phone_number, m.status, m.inferred_kinds, m.stand_in_kinds,
       m.failures, m.pricing, m.campaign_name, m.replied_at, m.reply_type, m.reply_named, m.created_at, m.counted_in, m.recipient_left,
       m.failure_code,
       EXISTS (SELECT FROM bluetick.message_reads d
               WHERE d.message = m.id AND d.read_at = bluetick.time_of(m.status ->> 'read')) AS read_entered
FROM public.broadcasts_messages m
WHERE m.id = ANY ($1::bigint[])
ORDER BY m.id
