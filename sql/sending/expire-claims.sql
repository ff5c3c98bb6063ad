-- Claims that nobody answered for within their lease become uncertain: their process is gone, and the request may have left.
-- $1 timestamptz: claimed before
UPDATE bluetick.send_attempts a SET state = 'uncertain', state_reason = 'the process that sent it ended before the answer'
WHERE a.state = 'claimed' AND a.claimed_at < $1::timestamptz
