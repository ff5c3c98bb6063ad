-- Keeps the bodies of one batch of webhooks.
-- $1 bigint[]: when each was received (ms), $2 integer[]: their lengths, $3 bytea: the bodies, end to end
INSERT INTO bluetick.webhook_bodies (received_ms, lengths, bodies) VALUES ($1::bigint[], $2::integer[], $3::bytea)
