-- Records a silence.
-- $1 rule, $2 labels, $3 start (ms), $4 end (ms), $5 author, $6 reason, $7 cron expression by which it comes again, $8 time zone of that,
-- $9 how long it lasts each time (ms); NULL: all the time
--! not-null: id
INSERT INTO bluetick.alert_silences (rule, labels, starts_at, ends_at, author, reason, cron, time_zone, lasts_ms)
VALUES ($1::text, $2::jsonb, to_timestamp($3::float8 / 1000), to_timestamp($4::float8 / 1000), $5::text, $6::text,
        $7::text, $8::text, $9::bigint)
RETURNING id::text AS id
