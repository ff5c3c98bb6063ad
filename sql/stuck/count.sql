-- How many reports are set apart.
--! not-null: reports
SELECT count(*)::integer AS reports FROM bluetick.stuck_reports
