-- Forgets the failures of changes that are joined in now.
-- $1 text[]: kinds, $2 text[]: keys
DELETE FROM bluetick.unjoined_changes u
USING unnest($1::text[], $2::text[]) AS d(kind, key)
WHERE u.kind = d.kind AND u.key = d.key
