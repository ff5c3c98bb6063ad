-- All messages of truncated recipients are done.
DELETE FROM bluetick.truncated_recipients
