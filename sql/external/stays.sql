-- A recipient that is given another id of the message that it has, and is said to be of both, has not left that message.
-- $1 text: campaign, $2 text[]: the ids
DELETE FROM bluetick.left_recipients l
WHERE l.campaign_id = $1 AND l.message_id = ANY ($2::text[]) AND l.counted IS NULL AND l.tally IS NULL
