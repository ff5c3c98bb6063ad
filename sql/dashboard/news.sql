-- A page of what happened to templates, numbers and the account, newest first; not what people said of themselves.
-- $1 text: effect, $2 timestamptz: from, $3 timestamptz: to (each NULL: any), $4 timestamptz, $5 text: position and id of the page
-- before's last (NULL: first page), $6 integer: how many
--! not-null: id, kind, effect, subject, value, at, last_at, position
SELECT e.id, e.kind, e.effect, e.subject, e.value, e.before, e.details, e.at, e.last_at, e.until, e.last_at::text AS position
FROM bluetick.account_events e
WHERE e.kind NOT IN ('opt-out', 'opt-in', 'block') AND ($1::text IS NULL OR e.effect = $1::text)
  AND ($2::timestamptz IS NULL OR e.last_at >= $2::timestamptz) AND ($3::timestamptz IS NULL OR e.at < $3::timestamptz)
  AND ($4::timestamptz IS NULL OR (e.last_at, e.id) < ($4::timestamptz, $5::text))
ORDER BY e.last_at DESC, e.id DESC
LIMIT $6::integer
