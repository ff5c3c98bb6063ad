-- Takes members whose message may leave, puts others off, and leaves out who must not be written to any more.
-- $1 json: [{id, state, not_before, state_code, state_reason}], $2 text: who takes them, $3 timestamptz: now
UPDATE bluetick.send_attempts a
SET state = d.state, not_before = coalesce(d.not_before, a.not_before), state_code = d.state_code, state_reason = d.state_reason,
    tries = a.tries + (d.state = 'claimed')::integer,
    claimed_at = CASE WHEN d.state = 'claimed' THEN $3::timestamptz ELSE a.claimed_at END,
    claimed_by = CASE WHEN d.state = 'claimed' THEN $2::text ELSE a.claimed_by END,
    settled_at = CASE WHEN d.state = 'excluded' THEN $3 ELSE a.settled_at END
FROM json_populate_recordset(NULL::bluetick.send_attempts, $1::json) AS d
WHERE a.id = d.id
