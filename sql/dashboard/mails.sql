-- The newest mails, or one: to whom, about what, and whether they were sent. Without their text, but for the one.
-- $1 bigint: id (NULL: the newest), $2 integer: how many
--! not-null: id, kind, recipient, subject, created_at, attempts
SELECT m.id::text AS id, m.kind, m.recipient, coalesce(m.mail ->> 'subject', '') AS subject, m.created_at, m.sent_at, m.attempts,
       m.last_error, CASE WHEN $1::bigint IS NOT NULL THEN m.mail ->> 'text' END AS text
FROM bluetick.alert_mails m
WHERE $1::bigint IS NULL OR m.id = $1::bigint
ORDER BY m.id DESC
LIMIT $2::integer
