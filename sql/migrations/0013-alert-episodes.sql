-- What an alert remembers beyond its figure: text that only describes it, what people were told, its final measure; which
-- version of a rule was evaluated last; and how soon an episode was first acknowledged.
ALTER TABLE bluetick.alert_rules ADD COLUMN fingerprint TEXT;
ALTER TABLE bluetick.alerts
  ADD COLUMN descriptions JSONB,
  ADD COLUMN notified_value DOUBLE PRECISION,
  ADD COLUMN final_value DOUBLE PRECISION,
  ADD COLUMN final_samples DOUBLE PRECISION;
ALTER TABLE bluetick.alert_episodes
  ADD COLUMN descriptions JSONB,
  ADD COLUMN first_acknowledged_at TIMESTAMPTZ;
UPDATE bluetick.alert_episodes SET first_acknowledged_at = acknowledged_at WHERE acknowledged_at IS NOT NULL;
