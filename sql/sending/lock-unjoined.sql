-- Accepted messages that their recipients do not follow yet.
-- $1 integer: how many
SELECT a.id, a.recipient, a.campaign_id, a.message_ids
FROM bluetick.send_attempts a
WHERE a.state = 'accepted' AND NOT a.joined
ORDER BY a.id
LIMIT $1::integer
FOR UPDATE SKIP LOCKED
