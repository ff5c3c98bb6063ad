-- Whether any migration was ever applied here.
SELECT to_regclass('bluetick_migrations') IS NOT NULL AS exists
