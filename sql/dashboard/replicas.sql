-- The replicas that were seen within a day, the newest first.
--! not-null: host, version, runtime, started_at, seen_at, spooled, seconds_ago
SELECT r.host, r.version, r.runtime, r.started_at, r.seen_at, r.spooled,
       greatest(0, extract(epoch FROM now() - r.seen_at))::float8 AS seconds_ago
FROM bluetick.replicas r
WHERE r.seen_at > now() - interval '1 day'
ORDER BY r.started_at DESC, r.id
LIMIT 50
