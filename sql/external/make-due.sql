-- Has everything that could not be joined in tried again now.
UPDATE bluetick.unjoined_changes u SET next_attempt_at = now() WHERE u.next_attempt_at > now()
