-- A setting that all processes must share: what the first of them had.
-- $1 text: name, $2 text: the value of this process
--! not-null: value
INSERT INTO bluetick.settings AS s (name, value) VALUES ($1::text, $2::text)
ON CONFLICT (name) DO UPDATE SET value = s.value
RETURNING value
