-- Of how many five minutes the alert rules' cohorts differ from the messages, among those of which every change is entered still.
-- $1 text[]: codes of failures that are out of reach
--! not-null: cohorts
SELECT count(*)::integer AS cohorts FROM bluetick.cohorts_lacking($1::text[])
