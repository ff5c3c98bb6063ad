-- Messages that were read, by the time of reading, the latest first.
--! params: limit
--! denominator: none
--! column: read_at time when it was read
--! column: message_id text the message
--! column: phone_number text its recipient
--! column: status json what was reported, with its times
--! column: created_at time when it was first heard of
--! column: updated_at time when it was last written
SELECT r.read_at, m.message_id, m.phone_number, m.status, m.created_at, m.updated_at
FROM bluetick.message_reads r
CROSS JOIN LATERAL (
  -- An entry with another time than the message's is void.
  SELECT * FROM public.broadcasts_messages c
  WHERE c.id = r.message AND bluetick.time_of(c.status ->> 'read') = r.read_at
  -- Looked up one by one from the newest on, however large the planner thinks the tables are.
  LIMIT 1
) AS m
ORDER BY r.read_at DESC, r.message DESC
LIMIT $1::integer
