-- Which of some rules have an alert, or had one until a quarter of an hour ago: what they were the cause of takes a
-- while to be well again.
-- $1 text[]: rules, $2 slot (ms)
SELECT DISTINCT rule
FROM bluetick.alerts
WHERE rule = ANY ($1::text[])
  AND (phase IN ('pending', 'firing', 'recovering')
       OR phase = 'resolved' AND since > to_timestamp($2::float8 / 1000) - interval '15 minutes')
