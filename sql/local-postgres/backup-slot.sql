-- Keeps the write-ahead log from now on, for as long as this session lasts: a backup needs all that is written meanwhile.
-- $1 name: the slot's name
SELECT slot_name::text AS slot FROM pg_create_physical_replication_slot($1, immediately_reserve => true, temporary => true)
