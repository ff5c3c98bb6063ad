-- Has attempts to send go by their recipients' keys again: see take-moved.
-- $1 uuid[]: attempts, $2 text[]: for each of them the key
UPDATE bluetick.send_attempts a SET recipient = u.recipient
FROM unnest($1::uuid[], $2::text[]) AS u(id, recipient)
WHERE a.id = u.id
