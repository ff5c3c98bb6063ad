-- Who asked for phone numbers last, newest first.
-- $1 integer: how many
--! not-null: at_ms, person, role, page
SELECT extract(epoch FROM v.at)::float8 * 1000 AS at_ms, v.person, v.role, v.page
FROM bluetick.number_views v
ORDER BY v.id DESC
LIMIT $1::integer
