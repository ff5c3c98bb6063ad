-- The sender accepted a message. Also where the claim has become uncertain meanwhile, or a person said that it was not sent.
-- Says whether its number has something to forget: answers that were no good, or that this message was to try.
-- $1 uuid: attempt, $2 text: who had taken it, $3 text[]: ids, $4 timestamptz: now
--! not-null: sender, concerns_number
UPDATE bluetick.send_attempts a
SET state = 'accepted', state_code = NULL, state_reason = NULL, message_ids = $3::text[], settled_at = $4::timestamptz,
    settled_by = 'answer'
FROM bluetick.send_plans p JOIN bluetick.sending_numbers n ON n.sender = p.sender
WHERE a.id = $1::uuid AND p.id = a.plan AND a.state IN ('claimed', 'uncertain', 'planned') AND a.claimed_by = $2::text
RETURNING p.sender, n.streak > 0 OR n.probe = a.id AS concerns_number, a.tries
