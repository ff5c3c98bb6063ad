-- Claims the summary of one period: a row comes back for exactly one replica. `mailed` is false where it is late and no
-- summary of that name was ever made.
-- $1 name, $2 period, $3 time zone, $4 time (ms), $5 late
INSERT INTO bluetick.alert_reports (name, period, time_zone, made_at, mailed)
SELECT $1::text, $2::text, $3::text, to_timestamp($4::float8 / 1000),
       NOT $5::boolean OR EXISTS (SELECT FROM bluetick.alert_reports WHERE name = $1::text)
ON CONFLICT DO NOTHING
RETURNING mailed
