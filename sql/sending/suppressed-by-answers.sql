-- How many people answers of the sending API added to those who must not be written to, within a day.
-- $1 timestamptz: now
--! not-null: people
SELECT count(*)::integer AS people FROM bluetick.suppression_changes s
WHERE s.suppressed_by = 'send-answer' AND s.suppressed_at > $1::timestamptz - interval '24 hours'
