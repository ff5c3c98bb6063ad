-- Enters a migration into the ledger.
-- $1 text: name, $2 text: checksum of its text
INSERT INTO bluetick.bluetick_migrations (name, checksum) VALUES ($1, $2)
