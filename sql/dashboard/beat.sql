-- Says that a replica is there, and takes away those that were not seen for a day.
-- $1 text: id, $2 text: host, $3 text: version, $4 text: runtime, $5 timestamptz: since when it runs, $6 integer: entries in its spool
WITH gone AS (
  DELETE FROM bluetick.replicas r WHERE r.seen_at < now() - interval '1 day' AND r.id <> $1::text
)
INSERT INTO bluetick.replicas AS r (id, host, version, runtime, started_at, seen_at, spooled)
VALUES ($1::text, $2::text, $3::text, $4::text, $5::timestamptz, now(), $6::integer)
ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at, spooled = excluded.spooled
