-- Notes how far their rows are read.
-- $1 text: table, $2 text: the last key (NULL: the end was reached), $3 bigint: how many were read
UPDATE bluetick.linked_tables t
SET swept_to = $2::text, rows_read = CASE WHEN t.copied_at IS NULL THEN t.rows_read + $3::bigint ELSE t.rows_read END,
    reads_anew = t.reads_anew AND ($2::text IS NOT NULL OR t.copied_at IS NULL),
    copied_at = CASE WHEN $2::text IS NULL THEN coalesce(t.copied_at, now()) ELSE t.copied_at END
WHERE t.name = $1::text
