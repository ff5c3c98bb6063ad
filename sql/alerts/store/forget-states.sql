-- Forgets alerts that are ok again.
-- $1 rule, $2 text[]: labels as text
DELETE FROM bluetick.alerts WHERE rule = $1::text AND labels_key = ANY ($2::text[])
