-- Notes that a change could not be joined in: tried again after twice the time, at most a day.
-- $1 text: kind, $2 text: key, $3 text: SQLSTATE, $4 text: the server's words
INSERT INTO bluetick.unjoined_changes AS u (kind, key, next_attempt_at, code, message)
VALUES ($1::text, $2::text, now() + interval '10 seconds', $3::text, $4::text)
ON CONFLICT (kind, key) DO UPDATE
SET attempts = u.attempts + 1, code = excluded.code, message = excluded.message,
    next_attempt_at = now() + least(interval '1 day', interval '10 seconds' * 2 ^ least(u.attempts, 20))
