-- Deletes messages whose facts and ids another row has taken over; a trigger frees their ids.
-- $1 bigint[]: keys
DELETE FROM public.broadcasts_messages WHERE id = ANY ($1::bigint[])
