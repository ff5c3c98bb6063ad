-- Writes the state of a sending number that this transaction has locked.
-- $1 text: sender, $2 json: a row of sending_numbers
UPDATE bluetick.sending_numbers n
SET tokens = u.tokens, filled_at = u.filled_at, per_second = u.per_second, changed_at = u.changed_at, slowed_at = u.slowed_at,
    opened_at = u.opened_at, open_code = u.open_code, open_reason = u.open_reason, probe_at = u.probe_at, probe = u.probe,
    streak_code = u.streak_code, streak = u.streak, watched_at = coalesce(u.watched_at, n.watched_at)
FROM json_populate_record(NULL::bluetick.sending_numbers, $2::json) AS u
WHERE n.sender = $1::text
