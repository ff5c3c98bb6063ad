-- Takes our trigger off their tables.
SELECT bluetick.leave_external_tables()
