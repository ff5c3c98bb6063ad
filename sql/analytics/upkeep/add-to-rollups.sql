-- Adds what a batch changes to analytics' rollups and to the alert rules' cohorts: one row for each campaign and
-- quarter-hour, and for each five minutes, locked in key order.
-- $1 json: rows of message_rollup, $2 json: rows of message_rollup_labels, $3 json: rows of delivery_cohorts
SELECT bluetick.add_to_rollups($1::json, $2::json), bluetick.add_to_cohorts($3::json)
