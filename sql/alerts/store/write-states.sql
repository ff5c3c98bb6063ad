-- Writes how alerts stand.
-- $1 json: [{rule, labels_key, labels, severity, phase, since_ms, seen_ms, value, samples, episode, announced, notified_ms}]
INSERT INTO alerts (rule, labels_key, labels, severity, phase, since, seen_at, value, samples, episode, announced,
                    notified_at)
SELECT n.rule, n.labels_key, n.labels, n.severity, n.phase, to_timestamp(n.since_ms / 1000),
       to_timestamp(n.seen_ms / 1000), n.value, n.samples, n.episode, n.announced, to_timestamp(n.notified_ms / 1000)
FROM json_to_recordset($1::json) AS n(rule text, labels_key text, labels jsonb, severity text, phase text,
                                      since_ms float8, seen_ms float8, value float8, samples float8, episode text,
                                      announced boolean, notified_ms float8)
ON CONFLICT (rule, labels_key) DO UPDATE
SET severity = excluded.severity, phase = excluded.phase, since = excluded.since, seen_at = excluded.seen_at,
    value = excluded.value, samples = excluded.samples, episode = excluded.episode, announced = excluded.announced,
    notified_at = excluded.notified_at
