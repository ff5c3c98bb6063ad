-- What others wrote and could not be joined in, by kind and key.
-- $1 text, $2 text: kind and key of the last of the page before, or ''; $3 integer: how many
SELECT u.kind, u.key, u.code, u.message, u.attempts, u.next_attempt_at
FROM bluetick.unjoined_changes u
WHERE (u.kind, u.key) > ($1::text, $2::text)
ORDER BY u.kind, u.key
LIMIT $3::integer
