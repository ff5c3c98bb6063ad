-- A page of account events, newest first. `position` is where the next page begins.
-- $1 text: kind, $2 text: effect, $3 timestamptz: from (each NULL: any), $4 timestamptz, $5 text: position and id of the
-- page before's last (NULL: first page), $6 integer: how many
--! not-null: position
SELECT e.id, e.kind, e.effect, e.subject, e.value, e.before, e.account, e.details, e.at, e.last_at, e.until,
       e.last_at::text AS position
FROM bluetick.account_events e
WHERE ($1::text IS NULL OR e.kind = $1) AND ($2::text IS NULL OR e.effect = $2)
  AND ($3::timestamptz IS NULL OR e.last_at >= $3)
  AND ($4::timestamptz IS NULL OR (e.last_at, e.id) < ($4, $5::text))
ORDER BY e.last_at DESC, e.id DESC
LIMIT $6::integer
