-- Has every row that was refused tried again now.
UPDATE bluetick.link_failures f SET next_attempt_at = now(), attempts = 1
