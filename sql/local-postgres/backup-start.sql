-- Begins a backup by copying files (PostgreSQL manual, 25.3.4 "Making a Base Backup Using the Low Level API"). The session
-- must stay open until backup-stop.
-- $1 text: the backup's label
SELECT pg_backup_start($1, fast => true)::text AS lsn
