-- When one phone number reads: its read messages by the hour of reading.
--! params: phone, zone
--! denominator: read messages to that number
--! bars: messages_read
--! column: hour_of_day hour 0 to 23, in the answer's time zone
--! column: messages_read count messages that it read in that hour
--! column: share percent of all that it read
WITH reads AS (
  SELECT extract(hour FROM bluetick.time_of(m.status ->> 'read') AT TIME ZONE $2::text)::integer AS hour_of_day
  FROM public.broadcasts_messages m
  WHERE m.phone_number = $1::text AND m.status ? 'read'
)
SELECT hour_of_day, count(*) AS messages_read, count(*) * 100.0 / sum(count(*)) OVER () AS share
FROM reads
GROUP BY hour_of_day
ORDER BY messages_read DESC, hour_of_day
