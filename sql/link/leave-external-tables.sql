-- Takes our trigger off their tables. Gives back the statements that are left to the owners of tables that are not the role's.
--! not-null: *
SELECT bluetick.leave_external_tables() AS left_over
