-- Adds to the alert rules' cohorts what they lack, as any batch does: known from now on.
-- $1 text[]: codes of failures that are out of reach
SELECT bluetick.add_to_cohorts((SELECT json_agg(l) FROM bluetick.cohorts_lacking($1::text[]) AS l))
