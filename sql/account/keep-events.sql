-- Keeps account events. Of one that is kept already only the times widen; ids in order, so that two batches cannot
-- deadlock.
-- $1 json: [{id, kind, effect, subject, value, before, account, details, at, until}], no two of one id
INSERT INTO bluetick.account_events AS e (id, kind, effect, subject, value, before, account, details, at, last_at, until)
SELECT n.id, n.kind, n.effect, n.subject, n.value, n.before, n.account, n.details, n.at, n.last_at, n.until
FROM json_to_recordset($1::json)
  AS n(id text, kind text, effect text, subject text, value text, before text, account text, details text,
       at timestamptz, last_at timestamptz, until timestamptz)
ORDER BY n.id COLLATE "C"
ON CONFLICT (id) DO UPDATE SET at = least(e.at, excluded.at), last_at = greatest(e.last_at, excluded.last_at)
WHERE excluded.at < e.at OR excluded.last_at > e.last_at
