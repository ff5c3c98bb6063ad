-- The account's own news, and the people who must not be written to.

CREATE TABLE bluetick.account_events (
  -- A hash of what makes two events one: see `contentOf` of src/domain/account/event.ts.
  id      TEXT COLLATE "C" PRIMARY KEY,
  kind    TEXT NOT NULL,
  -- What it does to sending: stops, warns, frees, informs.
  effect  TEXT NOT NULL,
  -- What it is about: a template, a number, an account, an error's code, a person.
  subject TEXT NOT NULL,
  -- In the sender's own word, and what held before.
  value   TEXT NOT NULL,
  before  TEXT,
  account TEXT,
  details TEXT,
  -- The first and the newest of those that are one.
  at      TIMESTAMPTZ NOT NULL,
  last_at TIMESTAMPTZ NOT NULL,
  -- When it ends by itself.
  until   TIMESTAMPTZ
);
CREATE INDEX idx_account_events_last_at ON bluetick.account_events (last_at, id);
CREATE INDEX idx_account_events_kind ON bluetick.account_events (kind, last_at, id);

-- For each person and reason the newest of both, by the sender's time: which came first makes no difference.
CREATE TABLE bluetick.suppression_changes (
  phone         TEXT COLLATE "C" NOT NULL,
  reason        TEXT COLLATE "C" NOT NULL,
  suppressed_at TIMESTAMPTZ,
  suppressed_by TEXT COLLATE "C",
  resumed_at    TIMESTAMPTZ,
  resumed_by    TEXT COLLATE "C",
  PRIMARY KEY (phone, reason)
);

-- Who must not be written to, why, who said so and since when.
CREATE VIEW bluetick.suppressions AS
SELECT s.phone, s.reason, s.suppressed_by AS source, s.suppressed_at AS since
FROM bluetick.suppression_changes s
WHERE s.suppressed_at IS NOT NULL AND (s.resumed_at IS NULL OR s.suppressed_at >= s.resumed_at);

SELECT bluetick.shut(relation)
FROM unnest(ARRAY['bluetick.account_events', 'bluetick.suppression_changes', 'bluetick.suppressions']::regclass[]) AS relation;
