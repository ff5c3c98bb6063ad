-- Adds what a batch changes to analytics' rollups: one row for each campaign and quarter-hour, locked in key order.
-- $1 json: rows of message_rollup, $2 json: rows of message_rollup_labels
SELECT bluetick.add_to_rollups($1::json, $2::json)
