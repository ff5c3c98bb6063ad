-- Reports that the database refused and that are tried again, the newest first, with how many there are. Without the report
-- itself, which holds a number.
-- $1 integer: how many
--! not-null: id, set_apart_at, code, message, attempts, reports
SELECT s.id::text AS id, s.set_apart_at, s.code, s.message, s.attempts, s.next_attempt_at,
       (SELECT count(*)::integer FROM bluetick.stuck_reports) AS reports
FROM bluetick.stuck_reports s
ORDER BY s.id DESC
LIMIT $1::integer
