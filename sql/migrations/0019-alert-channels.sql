-- Channels beside mail, each with rows of its own in the outbox; who hears of an episode; escalation; acknowledgements that end;
-- quiet hours; silences that come again.
ALTER TABLE bluetick.alert_signals
  -- Part of what channels are sent, as `composed` is of mails. What is there already is no news for a channel.
  ADD COLUMN channel_composed BOOLEAN NOT NULL DEFAULT true,
  -- Quiet hours: nobody is notified before that.
  ADD COLUMN held_until TIMESTAMPTZ,
  -- When the second channel was tried last: what it never takes goes behind the others.
  ADD COLUMN second_tried_at TIMESTAMPTZ;
ALTER TABLE bluetick.alert_signals ALTER COLUMN channel_composed SET DEFAULT false;
CREATE INDEX idx_alert_signals_channel_waiting ON bluetick.alert_signals (id) WHERE NOT channel_composed;

-- When it was given up: it may have arrived and must not arrive twice, or nobody took it for a day.
ALTER TABLE bluetick.alert_mails ADD COLUMN given_up_at TIMESTAMPTZ;

ALTER TABLE bluetick.alert_episodes
  -- Whom its rule names, where it names anybody; the same from its beginning to its end.
  ADD COLUMN route TEXT[],
  -- How many further lists were notified because nobody acknowledged it, and when last.
  ADD COLUMN escalation INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN escalated_at TIMESTAMPTZ,
  -- When an acknowledgement ends by itself, and when the last one ended.
  ADD COLUMN acknowledged_until TIMESTAMPTZ,
  ADD COLUMN unacknowledged_at TIMESTAMPTZ;

ALTER TABLE bluetick.alert_silences
  -- Within its time it holds whenever this cron expression was due in this zone less than `lasts_ms` ago; NULL: all the time.
  ADD COLUMN cron TEXT,
  ADD COLUMN time_zone TEXT,
  ADD COLUMN lasts_ms BIGINT CHECK (lasts_ms > 0),
  ADD CHECK (num_nulls(cron, time_zone, lasts_ms) IN (0, 3));
