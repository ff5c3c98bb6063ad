-- What was lost or set apart, so that it can be shown.

-- Webhooks that were answered with 200 and then lost from the spool.
ALTER TABLE bluetick.service_minutes ADD COLUMN lost_webhooks INTEGER NOT NULL DEFAULT 0;

-- Reports that the database refused, each for itself, whatever its reason: they cost no other report, and are tried again.
CREATE TABLE bluetick.stuck_reports (
  id              BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  set_apart_at    TIMESTAMPTZ NOT NULL DEFAULT now(),
  received_at     TIMESTAMPTZ NOT NULL,
  -- The server's SQLSTATE and message of the last refusal.
  code            TEXT NOT NULL,
  message         TEXT NOT NULL,
  attempts        INTEGER NOT NULL DEFAULT 1,
  -- NULL: only a person has it tried again (bluetick stuck retry).
  next_attempt_at TIMESTAMPTZ DEFAULT now() + interval '1 minute',
  -- As JSON, in a text: jsonb does not take every character that a report may hold.
  report          TEXT NOT NULL,
  digest          TEXT NOT NULL GENERATED ALWAYS AS (md5(report)) STORED UNIQUE
);
CREATE INDEX stuck_reports_next_attempt_at ON bluetick.stuck_reports (next_attempt_at);

-- One row, written to find out whether anything can be committed at all.
CREATE TABLE bluetick.commit_probe (
  id BOOLEAN PRIMARY KEY DEFAULT true CHECK (id),
  at TIMESTAMPTZ NOT NULL
);
