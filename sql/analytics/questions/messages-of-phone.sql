-- The messages to one phone number, newest first.
--! params: phone, limit
--! denominator: none
--! column: message_id text the message
--! column: phone_number text its recipient
--! column: status json what was reported, with its times
--! column: created_at time when it was first heard of
--! column: updated_at time when it was last written
SELECT m.message_id, m.phone_number, m.status, m.created_at, m.updated_at
FROM public.broadcasts_messages m
WHERE m.phone_number = $1::text
ORDER BY m.created_at DESC
LIMIT $2::integer
