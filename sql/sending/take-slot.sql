-- Takes one time of a schedule: a row where it was not taken yet, none where another replica was faster.
-- $1 text: schedule, $2 timestamptz: the time
INSERT INTO bluetick.send_schedules AS s (name, slot) VALUES ($1::text, $2::timestamptz)
ON CONFLICT (name) DO UPDATE SET slot = excluded.slot WHERE s.slot < excluded.slot
