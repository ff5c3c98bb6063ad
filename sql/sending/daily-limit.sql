-- What WhatsApp last said of the number of people whom the account may write to in a day.
-- $1 timestamptz: now
--! not-null: value
SELECT e.value FROM bluetick.account_events e
WHERE e.kind = 'messaging-limit' AND e.last_at <= $1::timestamptz
ORDER BY e.last_at DESC
LIMIT 1
