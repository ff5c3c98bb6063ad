-- The most engaged people: by the lower end of their score, so that three lucky messages do not win. The score is that
-- of engagement-of-phone. Made anew in the background; the answer says how old it is.
--! params: days, limit
--! denominator: delivered messages of the window to the number
--! refreshed: engaged
--! bars: score_low
--! column: phone_number text the person
--! column: messages count to them
--! column: delivered count that reached the phone: the size of the sample
--! column: read count that were read
--! column: replied count that were replied to
--! column: last_active time when they last read or replied
--! column: score count from 0 to 100
--! column: score_low count with the lower ends of the 95% intervals (Wilson): what the ranking goes by
--! column: score_high count with their upper ends
SELECT r.phone_number, r.messages, r.delivered, r.read, r.replied, r.last_active, r.score, r.score_low, r.score_high
FROM bluetick.engagement_ranking r
WHERE r.window_days = $1::integer AND r.rank <= $2::integer
ORDER BY r.rank
