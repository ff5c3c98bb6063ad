-- Deletes reports that are joined by now.
-- $1 bigint[]: their ids
DELETE FROM bluetick.stuck_reports WHERE id = ANY ($1::bigint[])
