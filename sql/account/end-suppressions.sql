-- Ends every suppression of a number, whatever its time: a person has decided so.
-- $1 text: phone, $2 text: who says so, $3 timestamptz: when
UPDATE bluetick.suppression_changes s
SET resumed_at = greatest($3::timestamptz, s.suppressed_at + interval '1 millisecond'), resumed_by = $2::text
WHERE s.phone = $1::text AND s.suppressed_at IS NOT NULL
  AND (s.resumed_at IS NULL OR s.suppressed_at >= s.resumed_at)
