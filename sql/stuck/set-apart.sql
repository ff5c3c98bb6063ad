-- Sets a report apart that the database refused, once, as long as not too many are there.
-- $1 text: the report as JSON, $2 timestamptz: its receipt, $3 text: SQLSTATE, $4 text: the server's message, $5 bigint: how
-- many may be there in all
INSERT INTO bluetick.stuck_reports (report, received_at, code, message, next_attempt_at)
SELECT $1::text, $2::timestamptz, $3::text, $4::text, now() + interval '10 seconds'
WHERE (SELECT count(*) FROM bluetick.stuck_reports) < $5::bigint
ON CONFLICT (digest) DO UPDATE SET code = excluded.code, message = excluded.message
