-- Takes reports that were set apart and are to be tried again, by this replica alone; the pauses grow from ten seconds to
-- six hours, and after some attempts only a person has them tried again.
-- $1 integer: how many, $2 integer: attempts in all
UPDATE bluetick.stuck_reports s
SET attempts = s.attempts + 1,
    next_attempt_at = CASE WHEN s.attempts + 1 < $2::integer
                           THEN now() + least(interval '6 hours', interval '10 seconds' * 2 ^ least(s.attempts, 12)) END
FROM (SELECT id FROM bluetick.stuck_reports WHERE next_attempt_at <= now()
      ORDER BY next_attempt_at LIMIT $1::integer FOR UPDATE SKIP LOCKED) due
WHERE s.id = due.id
RETURNING s.id, s.report
