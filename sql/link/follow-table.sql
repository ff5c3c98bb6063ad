-- Notes what one of their tables is now, and whether a trigger notes its changes.
-- $1 text: its name, $2 text: its identity, $3 boolean: whether there is a trigger, $4 boolean: whether all rows are to be compared anew
UPDATE bluetick.linked_tables t
SET identity = $2::text, has_trigger = $3::boolean, reads_anew = t.reads_anew OR $4::boolean,
    swept_to = CASE WHEN $4::boolean THEN NULL ELSE t.swept_to END
WHERE t.name = $1::text
