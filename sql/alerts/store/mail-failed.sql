-- The mail did not leave, or nobody knows.
-- $1 id, $2 next attempt (ms), $3 refused, $4 maybe sent, $5 error, $6 when it is given up (ms), or NULL
UPDATE bluetick.alert_mails
SET leased_until = NULL, next_attempt_at = to_timestamp($2::float8 / 1000), refused = $3::boolean,
    maybe_sent = maybe_sent OR $4::boolean, last_error = $5::text, given_up_at = to_timestamp($6::float8 / 1000)
WHERE id = $1::bigint
