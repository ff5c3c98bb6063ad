-- Notes rows that their tables refused: tried again after twice the time, at most a day, and twenty times by themselves.
-- $1 text: table, $2 text[]: our keys, $3 text: SQLSTATE, or what became of the row, $4 text: why
INSERT INTO bluetick.link_failures AS f (table_name, own_key, next_attempt_at, code, message)
SELECT $1::text, k, now() + interval '10 seconds', $3::text, left($4::text, 1000) FROM unnest($2::text[]) AS k
ON CONFLICT (table_name, own_key) DO UPDATE
SET attempts = f.attempts + 1, code = excluded.code, message = excluded.message,
    next_attempt_at = CASE WHEN f.attempts < 20 THEN now() + least(interval '1 day', interval '10 seconds' * 2 ^ f.attempts) END
