-- What was lost or set apart, so that it can be shown.

-- Webhooks that were answered with 200 and then lost from the spool.
ALTER TABLE service_minutes ADD COLUMN lost_webhooks INTEGER NOT NULL DEFAULT 0;
