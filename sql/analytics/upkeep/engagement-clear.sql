-- Takes the old ranking away, in the transaction that makes the new one.
-- $1 integer: days
DELETE FROM bluetick.engagement_ranking WHERE window_days = $1::integer
