-- What came of a claim that was not accepted.
-- $1 uuid: attempt, $2 text: who had taken it, $3 text: state, $4 timestamptz: not before (NULL: stays), $5 text: code, $6 text: reason,
-- $7 timestamptz: now
UPDATE bluetick.send_attempts a
SET state = $3::text, not_before = coalesce($4::timestamptz, a.not_before), state_code = $5::text, state_reason = $6::text,
    settled_at = $7::timestamptz, settled_by = CASE WHEN $3 = 'refused' THEN 'answer' END
WHERE a.id = $1::uuid AND a.state IN ('claimed', 'uncertain') AND a.claimed_by = $2::text
