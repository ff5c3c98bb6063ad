-- Takes away what the rollups hold of messages created in a range; not what they hold of deleted ones.
-- $1 timestamptz: from, $2 timestamptz: to (exclusive)
DELETE FROM bluetick.message_rollup r WHERE NOT r.expired AND r.bucket >= $1::timestamptz AND r.bucket < $2::timestamptz
