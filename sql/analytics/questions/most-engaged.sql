-- The most engaged recipients: the highest share of delivered messages read; of equals those with more messages.
-- Made anew in the background; the answer says how old it is.
--! params: days, limit
--! denominator: delivered messages to the number
--! refreshed: engaged
--! column: phone_number text the recipient
--! column: total_messages count messages to it
--! column: delivered count that reached the phone
--! column: read count that were read
--! column: read_rate percent read of delivered
SELECT e.phone_number, e.messages AS total_messages, e.delivered, e.read, e.read * 100.0 / e.delivered AS read_rate
FROM bluetick.engaged_phones e
WHERE e.window_days = $1::integer AND e.rank <= $2::integer
ORDER BY e.rank
