-- What each alert rule did in the period, the noisiest first: how often it fired, for how many minutes, and after how many
-- minutes it was acknowledged (the median).
-- :from timestamptz, :to timestamptz
SELECT rule, count(*)::integer AS alerts,
       round(sum(extract(epoch FROM least(coalesce(ended_at, :to::timestamptz), :to::timestamptz) - fired_at)) / 60)::integer AS "minutes firing",
       round((percentile_disc(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM first_acknowledged_at - fired_at)) / 60)::numeric)::integer AS "median min to ack"
FROM bluetick.alert_episodes
WHERE fired_at >= :from::timestamptz AND fired_at < :to::timestamptz
GROUP BY rule
ORDER BY 2 DESC, 3 DESC
LIMIT 10
