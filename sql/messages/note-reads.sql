-- Notes when messages were read.
-- $1 timestamptz[]: times, $2 bigint[]: for each of them the key of its message
INSERT INTO bluetick.message_reads (read_at, message)
SELECT r.read_at, r.message FROM unnest($1::timestamptz[], $2::bigint[]) AS r(read_at, message)
ON CONFLICT DO NOTHING
