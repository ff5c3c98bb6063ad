-- Messages of ours, as they are to be written back, and the number of the message's recipient: where no report named one, and theirs
-- must have one.
-- $1 text[]: keys
--! not-null: ids
SELECT m.id::text AS key, m.message_id, m.message_id || coalesce(m.aliases, '{}') AS ids, m.status, m.failure_code, m.created_at,
       m.phone_number,
       CASE WHEN m.phone_number IS NULL THEN (SELECT r.phone_number FROM public.campaign_recipients r
         WHERE r.whatsapp_message_id = m.message_id AND r.phone_number IS NOT NULL LIMIT 1) END AS recipient_phone
FROM public.broadcasts_messages m WHERE m.id = ANY ($1::text[]::bigint[])
