-- The ledger of migrations: which were applied, and with what text.
CREATE TABLE IF NOT EXISTS bluetick.bluetick_migrations (
  name       TEXT PRIMARY KEY,
  checksum   TEXT NOT NULL,
  applied_at TIMESTAMPTZ NOT NULL DEFAULT now()
)
