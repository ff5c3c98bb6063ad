-- Ends a backup by copying files. The label must be written into the copy as backup_label, byte for byte.
SELECT labelfile AS label FROM pg_backup_stop(wait_for_archive => false)
