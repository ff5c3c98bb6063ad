-- Why a person must not be written to.
-- $1 text: phone
--! not-null: phone, reason, source, since
SELECT s.phone, s.reason, s.source, s.since
FROM bluetick.suppressions s
WHERE s.phone = $1::text
ORDER BY s.reason
