-- Writes how alerts stand.
-- $1 json: [{rule, labels_key, labels, descriptions, severity, phase, since_ms, seen_ms, value, samples, episode, announced,
-- notified_ms, notified_value, final_value, final_samples}]
INSERT INTO bluetick.alerts (rule, labels_key, labels, descriptions, severity, phase, since, seen_at, value, samples, episode, announced,
                    notified_at, notified_value, final_value, final_samples)
SELECT n.rule, n.labels_key, n.labels, n.descriptions, n.severity, n.phase, to_timestamp(n.since_ms / 1000),
       to_timestamp(n.seen_ms / 1000), n.value, n.samples, n.episode, n.announced, to_timestamp(n.notified_ms / 1000),
       n.notified_value, n.final_value, n.final_samples
FROM json_to_recordset($1::json) AS n(rule text, labels_key text, labels jsonb, descriptions jsonb, severity text, phase text,
                                      since_ms float8, seen_ms float8, value float8, samples float8, episode text,
                                      announced boolean, notified_ms float8, notified_value float8, final_value float8,
                                      final_samples float8)
ON CONFLICT (rule, labels_key) DO UPDATE
SET descriptions = excluded.descriptions, severity = excluded.severity, phase = excluded.phase, since = excluded.since,
    seen_at = excluded.seen_at, value = excluded.value, samples = excluded.samples, episode = excluded.episode,
    announced = excluded.announced, notified_at = excluded.notified_at, notified_value = excluded.notified_value,
    final_value = excluded.final_value, final_samples = excluded.final_samples
