-- As clear-totals, for the labels.
-- $1 timestamptz: from, $2 timestamptz: to (exclusive)
DELETE FROM bluetick.message_rollup_labels r WHERE NOT r.expired AND r.bucket >= $1::timestamptz AND r.bucket < $2::timestamptz
