-- How much of what others wrote could not be joined in.
--! not-null: changes
SELECT count(*)::integer AS changes FROM bluetick.unjoined_changes
