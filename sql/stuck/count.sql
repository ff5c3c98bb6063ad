-- How many reports are set apart.
SELECT count(*)::integer AS reports FROM bluetick.stuck_reports
