-- The inbound messages that have waited longest to be matched.
-- $1 integer: limit
--! not-null: *
SELECT w.id::text AS mark, w.inbound FROM bluetick.inbound_to_match w ORDER BY w.id LIMIT $1::integer
