-- Has reports that were set apart tried again now, however often that was done.
-- $1 bigint[]: their ids; NULL: all
UPDATE bluetick.stuck_reports SET next_attempt_at = now(), attempts = 1
WHERE $1::bigint[] IS NULL OR id = ANY ($1::bigint[])
