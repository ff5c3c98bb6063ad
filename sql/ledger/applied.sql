-- What was applied so far.
SELECT name, checksum FROM bluetick.bluetick_migrations
