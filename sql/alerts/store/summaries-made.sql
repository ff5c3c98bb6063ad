-- The summaries that were made last, so that nobody queries for one that is there.
SELECT name, period, time_zone FROM bluetick.alert_reports ORDER BY made_at DESC LIMIT 50
