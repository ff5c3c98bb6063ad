-- Each member of a plan was entered in seven indexes before anything of it was sent. Of what never left, two are asked in vain: they now
-- hold what left. What idx_send_attempts_recipient answered, idx_send_attempts_round does.

DROP INDEX bluetick.idx_send_attempts_recipient;
DROP INDEX bluetick.idx_send_attempts_phone;
CREATE INDEX idx_send_attempts_phone ON bluetick.send_attempts (phone, claimed_at) WHERE claimed_at IS NOT NULL;
DROP INDEX bluetick.idx_send_attempts_message_ids;
CREATE INDEX idx_send_attempts_message_ids ON bluetick.send_attempts USING gin (message_ids) WHERE message_ids IS NOT NULL;
