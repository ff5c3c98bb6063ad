-- As fill-totals, for the labels.
-- $1 timestamptz: from, $2 timestamptz: to (exclusive)
INSERT INTO bluetick.message_rollup_labels SELECT * FROM bluetick.labels_of($1::timestamptz, $2::timestamptz)
