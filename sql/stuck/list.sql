-- Reports that were set apart, oldest first.
-- $1 bigint: the last id of the page before, or 0; $2 integer: how many
SELECT id, set_apart_at, received_at, code, message, attempts, next_attempt_at, report
FROM bluetick.stuck_reports WHERE id > $1::bigint ORDER BY id LIMIT $2::integer
