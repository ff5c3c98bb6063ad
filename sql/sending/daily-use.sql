-- How many different people were written to within 24 hours who had not written to us within the 24 hours before that.
-- $1 timestamptz: now
--! not-null: people
SELECT count(DISTINCT m.phone_number)::integer AS people
FROM public.broadcasts_messages m
WHERE m.created_at > $1::timestamptz - interval '24 hours' AND m.phone_number IS NOT NULL
  AND NOT EXISTS (SELECT FROM bluetick.inbound_messages i
                  WHERE i.phone = m.phone_number AND i.at BETWEEN m.created_at - interval '24 hours' AND m.created_at)
