-- Alerts: how each rule and each alert stands, what people are to be told, and the service's own minutes.

-- How each rule itself is, and the newest slot that was evaluated: raising `slot` is what a replica wins.
CREATE TABLE alert_rules (
  rule          TEXT PRIMARY KEY,
  slot          TIMESTAMPTZ NOT NULL,
  -- ok, error or no-data: apart from what the rule says.
  health        TEXT NOT NULL,
  health_since  TIMESTAMPTZ NOT NULL,
  error         TEXT,
  succeeded_at  TIMESTAMPTZ,
  value         DOUBLE PRECISION,
  samples       DOUBLE PRECISION,
  duration_ms   DOUBLE PRECISION NOT NULL
);

-- One alert from firing to resolved. Kept for good: the history.
CREATE TABLE alert_episodes (
  id              TEXT PRIMARY KEY,
  rule            TEXT NOT NULL,
  severity        TEXT NOT NULL,
  labels          JSONB NOT NULL,
  condition_since TIMESTAMPTZ NOT NULL,
  fired_at        TIMESTAMPTZ NOT NULL,
  ended_at        TIMESTAMPTZ,
  -- resolved, or closed: nothing was measured any more.
  outcome         TEXT,
  summary         TEXT,
  acknowledged_at TIMESTAMPTZ,
  acknowledged_by TEXT,
  note            TEXT
);
CREATE INDEX idx_alert_episodes_fired_at ON alert_episodes (fired_at);

-- Where each alert that is not simply well stands.
CREATE TABLE alerts (
  rule        TEXT NOT NULL,
  -- The labels as one text, sorted by name.
  labels_key  TEXT NOT NULL,
  labels      JSONB NOT NULL,
  severity    TEXT NOT NULL,
  phase       TEXT NOT NULL,
  since       TIMESTAMPTZ NOT NULL,
  seen_at     TIMESTAMPTZ NOT NULL,
  value       DOUBLE PRECISION,
  samples     DOUBLE PRECISION,
  episode     TEXT REFERENCES alert_episodes (id),
  -- Whether somebody was told of the episode, and when last.
  announced   BOOLEAN NOT NULL DEFAULT false,
  notified_at TIMESTAMPTZ,
  PRIMARY KEY (rule, labels_key)
);

-- What people are to be told: written in the transaction of the transition itself.
CREATE TABLE alert_signals (
  id           BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  episode      TEXT NOT NULL,
  kind         TEXT NOT NULL,
  at           TIMESTAMPTZ NOT NULL,
  severity     TEXT NOT NULL,
  signal       JSONB NOT NULL,
  -- Part of a mail.
  composed     BOOLEAN NOT NULL DEFAULT false,
  -- Told over the second channel, because mail failed.
  escalated_at TIMESTAMPTZ,
  UNIQUE (episode, kind, at)
);
CREATE INDEX idx_alert_signals_waiting ON alert_signals (id) WHERE NOT composed;

-- Mails on their way, one row for each recipient; recorded as sent after the server took them.
CREATE TABLE alert_mails (
  id              BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- alert, report or test.
  kind            TEXT NOT NULL,
  message_id      TEXT NOT NULL,
  recipient       TEXT NOT NULL,
  -- The signals it speaks of.
  signals         BIGINT[] NOT NULL DEFAULT '{}',
  -- {subject, text, html, references, date}
  mail            JSONB NOT NULL,
  created_at      TIMESTAMPTZ NOT NULL,
  attempts        INTEGER NOT NULL DEFAULT 0,
  next_attempt_at TIMESTAMPTZ NOT NULL,
  -- A replica is sending it until then; after that, it died over it.
  leased_until    TIMESTAMPTZ,
  -- The server may have taken it without our knowing: its words must not change any more.
  maybe_sent      BOOLEAN NOT NULL DEFAULT false,
  -- The server refused this very mail: the others do not wait for it.
  refused         BOOLEAN NOT NULL DEFAULT false,
  last_error      TEXT,
  sent_at         TIMESTAMPTZ,
  UNIQUE (message_id, recipient)
);
CREATE INDEX idx_alert_mails_unsent ON alert_mails (id) WHERE sent_at IS NULL;
CREATE INDEX idx_alert_mails_sent_at ON alert_mails (sent_at);

-- Silences, and maintenance windows, which begin later.
CREATE TABLE alert_silences (
  id         BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- A rule's name; * for all.
  rule       TEXT NOT NULL,
  labels     JSONB NOT NULL DEFAULT '{}',
  starts_at  TIMESTAMPTZ NOT NULL,
  ends_at    TIMESTAMPTZ NOT NULL,
  author     TEXT NOT NULL,
  reason     TEXT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  -- Who ended it before its time.
  ended_by   TEXT,
  CHECK (ends_at > starts_at)
);
CREATE INDEX idx_alert_silences_ends_at ON alert_silences (ends_at);

-- Reports that were made: one for each period, whatever the replicas and the clocks do.
CREATE TABLE alert_reports (
  name      TEXT NOT NULL,
  period    TEXT NOT NULL,
  time_zone TEXT NOT NULL,
  made_at   TIMESTAMPTZ NOT NULL,
  -- False for the period that had ended before Bluetick came.
  mailed    BOOLEAN NOT NULL,
  PRIMARY KEY (name, period, time_zone)
);

-- What the replicas share: the key that signs the links in mails.
CREATE TABLE alert_keys (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
);

-- How well the service did, by minute, added up over all replicas.
CREATE TABLE service_minutes (
  minute               TIMESTAMPTZ PRIMARY KEY,
  webhooks             INTEGER NOT NULL DEFAULT 0,
  webhook_errors       INTEGER NOT NULL DEFAULT 0,
  webhooks_unavailable INTEGER NOT NULL DEFAULT 0,
  rejects              INTEGER NOT NULL DEFAULT 0,
  reports              INTEGER NOT NULL DEFAULT 0,
  slow_updates         INTEGER NOT NULL DEFAULT 0,
  slowest_update_ms    DOUBLE PRECISION NOT NULL DEFAULT 0,
  slow_queries         INTEGER NOT NULL DEFAULT 0,
  slowest_query_ms     DOUBLE PRECISION NOT NULL DEFAULT 0
);
