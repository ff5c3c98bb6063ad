-- Takes away the days that begin in a range, before they are summed anew.
-- $1 timestamptz: from, $2 timestamptz: to (exclusive)
DELETE FROM bluetick.message_rollup_days d WHERE d.bucket >= $1::timestamptz AND d.bucket < $2::timestamptz
