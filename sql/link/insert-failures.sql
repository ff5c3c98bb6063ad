-- Notes rows that were refused: tried again after twice the time, at most a day, and twenty times by themselves.
-- $1 text: direction, $2 text: table, $3 text[]: keys, $4 text: SQLSTATE, or what became of the row, $5 text: why,
-- $6 text[]: columns of theirs, where only these were refused
INSERT INTO bluetick.link_failures AS f (direction, table_name, key, next_attempt_at, code, message, columns)
SELECT $1::text, $2::text, k, now() + interval '10 seconds', $4::text, left($5::text, 1000), $6::text[] FROM unnest($3::text[]) AS k
ON CONFLICT (direction, table_name, key) DO UPDATE
SET attempts = f.attempts + 1, code = excluded.code, message = excluded.message, columns = excluded.columns,
    next_attempt_at = CASE WHEN f.attempts < 20 THEN now() + least(interval '1 day', interval '10 seconds' * 2 ^ f.attempts) END
