-- Has times written as ISO: a role may have another style, which the driver does not read. Poolers keep this setting for each client
-- (PgBouncer's manual, "track_extra_parameters").
SELECT set_config('datestyle', 'ISO', false) AS style
