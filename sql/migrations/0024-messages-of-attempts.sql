-- From a message to the attempts that it came of, and to those that followed it.

CREATE INDEX idx_send_attempts_message_ids ON bluetick.send_attempts USING gin (message_ids);
CREATE INDEX idx_send_attempts_previous_message ON bluetick.send_attempts (previous_message) WHERE previous_message IS NOT NULL;
