-- Rows of theirs that could not be taken in, and whose next attempt has not come.
-- $1 text: table, $2 text[]: their keys
SELECT f.key FROM bluetick.link_failures f
WHERE f.direction = 'in' AND f.table_name = $1::text AND f.key = ANY ($2::text[]) AND f.next_attempt_at > now() IS NOT FALSE
