-- A page of the people who must not be written to, by number, then reason.
-- $1 text: phone, $2 text: reason (each NULL: any), $3 text, $4 text: phone and reason of the page before's last (NULL:
-- first page), $5 integer: how many
--! not-null: *
SELECT s.phone, s.reason, s.source, s.since
FROM bluetick.suppressions s
WHERE ($1::text IS NULL OR s.phone = $1) AND ($2::text IS NULL OR s.reason = $2)
  AND ($3::text IS NULL OR (s.phone, s.reason) > ($3::text COLLATE "C", $4::text COLLATE "C"))
ORDER BY s.phone, s.reason
LIMIT $5::integer
