-- Records a silence.
-- $1 rule, $2 labels, $3 start (ms), $4 end (ms), $5 author, $6 reason
--! not-null: id
INSERT INTO bluetick.alert_silences (rule, labels, starts_at, ends_at, author, reason)
VALUES ($1::text, $2::jsonb, to_timestamp($3::float8 / 1000), to_timestamp($4::float8 / 1000), $5::text, $6::text)
RETURNING id::text AS id
