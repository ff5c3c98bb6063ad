-- Makes the row of a sending number, where there is none.
-- $1 text: sender, $2 float8: messages a second, $3 timestamptz: now
INSERT INTO bluetick.sending_numbers (sender, tokens, filled_at, per_second, changed_at, watched_at)
VALUES ($1::text, 0, $3::timestamptz, $2::float8, $3, $3)
ON CONFLICT DO NOTHING
