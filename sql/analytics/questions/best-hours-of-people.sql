-- The best hour to write to each person of a campaign: the hour of the day in which they read most of all messages to
-- them, whatever the campaign. As CSV it is one file with a line for everybody; who never read anything has no hour.
--! params: campaign, zone, limit
--! denominator: all read messages to the person
--! column: phone_number text the person
--! column: best_hour hour 0 to 23, in the answer's time zone: the one in which they read most; of equals the earliest
--! column: reads_in_hour count messages that they read in that hour
--! column: reads count all messages that they read: the size of the sample
--! column: share percent read in that hour
--! column: share_low percent lower end of its 95% interval (Wilson)
SELECT p.phone_number, b.best_hour, coalesce(b.reads_in_hour, 0) AS reads_in_hour, coalesce(b.reads, 0) AS reads,
       b.reads_in_hour * 100.0 / b.reads AS share, 100 * bluetick.wilson_low(b.reads_in_hour, b.reads) AS share_low
FROM (
  SELECT DISTINCT r.phone_number
  FROM public.campaign_recipients r
  WHERE ($1::text = '' OR r.campaign_id = $1::text) AND r.phone_number IS NOT NULL
  ORDER BY r.phone_number
  LIMIT $3::integer
) AS p
LEFT JOIN LATERAL (
  SELECT h.best_hour, h.n AS reads_in_hour, sum(h.n) OVER () AS reads
  FROM (
    SELECT extract(hour FROM bluetick.time_of(m.status ->> 'read') AT TIME ZONE $2::text)::integer AS best_hour, count(*) AS n
    FROM public.broadcasts_messages m
    WHERE m.phone_number = p.phone_number AND bluetick.time_of(m.status ->> 'read') IS NOT NULL
    GROUP BY 1
  ) AS h
  ORDER BY h.n DESC, h.best_hour
  LIMIT 1
) AS b ON true
ORDER BY p.phone_number
