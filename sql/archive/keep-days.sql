-- Makes the partitions of raw bodies that will be needed, and drops those that are too old.
-- $1 integer: days to keep
SELECT bluetick.keep_raw_days($1::integer)
