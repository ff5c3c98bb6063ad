-- Has times written as ISO, and backslashes taken as they are: a role may have it otherwise, and neither the driver nor these statements
-- would be read right. Poolers keep both settings for each client (PgBouncer's manual, "track_extra_parameters").
SELECT set_config('datestyle', 'ISO', false) AS style, set_config('standard_conforming_strings', 'on', false) AS strings
