-- Records that somebody asked for phone numbers.
-- $1 timestamptz: when, $2 text: who, $3 text: role, $4 text: page
INSERT INTO bluetick.number_views (at, person, role, page) VALUES ($1::timestamptz, $2::text, $3::text, $4::text)
