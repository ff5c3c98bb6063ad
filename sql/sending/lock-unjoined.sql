-- Accepted messages that their recipients do not follow yet. One that goes by a key which others changed a moment ago waits.
-- $1 integer: how many
SELECT a.id, a.recipient, a.campaign_id, a.message_ids
FROM bluetick.send_attempts a
WHERE a.state = 'accepted' AND NOT a.joined
  AND NOT EXISTS (SELECT FROM bluetick.moved_recipients m WHERE m.campaign_id = a.campaign_id AND m.was = a.recipient)
ORDER BY a.id
LIMIT $1::integer
FOR UPDATE SKIP LOCKED
