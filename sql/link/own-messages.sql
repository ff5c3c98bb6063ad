-- Messages of ours, as they are to be written back. A number that no report named may be known from the message's recipient.
-- $1 text[]: keys
--! not-null: ids
SELECT m.id::text AS key, m.message_id, m.message_id || coalesce(m.aliases, '{}') AS ids, m.status, m.failure_code, m.created_at,
       coalesce(m.phone_number, (SELECT r.phone_number FROM public.campaign_recipients r
                                 WHERE r.whatsapp_message_id = m.message_id AND r.phone_number IS NOT NULL LIMIT 1)) AS phone_number
FROM public.broadcasts_messages m WHERE m.id = ANY ($1::text[]::bigint[])
