-- Has ids that lead to messages which others take over, and that those bear already, lead to them: where the messages are deleted,
-- a trigger frees what leads to them, and only ids that are new to the others are claimed.
-- $1 bigint[]: keys, $2 bigint[]: for each of them the key of the message that takes over
UPDATE bluetick.message_ids i
SET message = k.id
FROM unnest($1::bigint[], $2::bigint[]) AS t(merged, kept)
JOIN public.broadcasts_messages m ON m.id = t.merged
JOIN public.broadcasts_messages k ON k.id = t.kept
CROSS JOIN LATERAL unnest(m.message_id || coalesce(m.aliases, '{}')) AS b(id)
WHERE i.id = b.id AND i.message = m.id AND (k.message_id = b.id OR b.id = ANY (k.aliases))
