-- A page of the history of alerts, newest first.
-- $1 text: rule (NULL: any), $2 timestamptz, $3 text: when the page before's last fired, and its id (NULL: first page),
-- $4 integer: how many
--! not-null: id, rule, severity, labels, fired_at
SELECT e.id, e.rule, e.severity, e.labels, e.fired_at, e.ended_at, e.outcome, e.summary, e.acknowledged_by, e.note
FROM bluetick.alert_episodes e
WHERE ($1::text IS NULL OR e.rule = $1::text)
  AND ($2::timestamptz IS NULL OR e.fired_at < $2::timestamptz OR (e.fired_at = $2::timestamptz AND e.id < $3::text))
ORDER BY e.fired_at DESC, e.id DESC
LIMIT $4::integer
