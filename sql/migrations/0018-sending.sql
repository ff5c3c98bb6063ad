-- Sending: plans and whom they write to, what became of each message, who decided what, and the state of sending numbers.

CREATE TABLE bluetick.send_plans (
  id               UUID PRIMARY KEY,
  -- SHA-256 of all that the plan does: whoever sends it quotes this.
  hash             TEXT COLLATE "C" NOT NULL UNIQUE,
  action           TEXT NOT NULL,
  campaign_id      TEXT NOT NULL,
  sender           TEXT COLLATE "C" NOT NULL,
  template         JSONB NOT NULL,
  rules            JSONB NOT NULL,
  -- The size of the first wave, and when the others were let go after it.
  canary           INTEGER,
  canary_passed_at TIMESTAMPTZ,
  -- draft, sending, stopped, done
  state            TEXT NOT NULL DEFAULT 'draft',
  state_reason     TEXT,
  planned_by       TEXT NOT NULL,
  planned_at       TIMESTAMPTZ NOT NULL,
  confirmed_by     TEXT,
  confirmed_at     TIMESTAMPTZ,
  ended_at         TIMESTAMPTZ,
  members          INTEGER NOT NULL,
  -- How many were left out when it was made, by reason.
  excluded         JSONB NOT NULL
);
CREATE INDEX idx_send_plans_planned_at ON bluetick.send_plans (planned_at);
CREATE INDEX idx_send_plans_sending ON bluetick.send_plans (sender, confirmed_at) WHERE state = 'sending';

-- One row for each person of a plan: what is sent, frozen, and what became of it.
CREATE TABLE bluetick.send_attempts (
  id               UUID PRIMARY KEY,
  plan             UUID NOT NULL REFERENCES bluetick.send_plans (id) ON DELETE CASCADE,
  position         INTEGER NOT NULL,
  -- The key of the campaign's recipient, as text: other people's tables have keys of any type.
  recipient        TEXT COLLATE "C" NOT NULL,
  campaign_id      TEXT NOT NULL,
  phone            TEXT COLLATE "C" NOT NULL,
  name             TEXT,
  previous_message TEXT COLLATE "C",
  -- Which message to this recipient it is, from 1.
  round            INTEGER NOT NULL,
  variables        TEXT[] NOT NULL,
  zones            TEXT[] NOT NULL,
  -- The hour that was chosen for the person, and from whose habits.
  hour             SMALLINT,
  hour_source      TEXT,
  planned_for      TIMESTAMPTZ NOT NULL,
  not_before       TIMESTAMPTZ NOT NULL,
  -- planned, claimed, accepted, refused, uncertain, excluded
  state            TEXT NOT NULL DEFAULT 'planned',
  state_code       TEXT,
  state_reason     TEXT,
  tries            SMALLINT NOT NULL DEFAULT 0,
  claimed_at       TIMESTAMPTZ,
  claimed_by       TEXT,
  settled_at       TIMESTAMPTZ,
  -- answer, report, or a person
  settled_by       TEXT,
  message_ids      TEXT[],
  -- The recipient follows the message, and its campaign's counters with it.
  joined           BOOLEAN NOT NULL DEFAULT false,
  UNIQUE (plan, position)
  -- Every attempt is written three times.
) WITH (fillfactor = 70);
-- Never two requests under way to one number, whatever replica or plan they are of.
CREATE UNIQUE INDEX idx_send_attempts_in_flight ON bluetick.send_attempts (phone) WHERE state IN ('claimed', 'uncertain');
-- Never two messages for one place in a recipient's row of messages: two plans that were made at once meet here.
CREATE UNIQUE INDEX idx_send_attempts_round ON bluetick.send_attempts (campaign_id, recipient, round)
  WHERE state IN ('claimed', 'uncertain', 'accepted');
CREATE INDEX idx_send_attempts_due ON bluetick.send_attempts (plan, not_before, position) WHERE state = 'planned';
CREATE INDEX idx_send_attempts_open ON bluetick.send_attempts (state, claimed_at) WHERE state IN ('claimed', 'uncertain');
CREATE INDEX idx_send_attempts_unjoined ON bluetick.send_attempts (id) WHERE state = 'accepted' AND NOT joined;
CREATE INDEX idx_send_attempts_recipient ON bluetick.send_attempts (campaign_id, recipient);
CREATE INDEX idx_send_attempts_phone ON bluetick.send_attempts (phone, claimed_at);
CREATE INDEX idx_send_attempts_settled ON bluetick.send_attempts (settled_at) WHERE state = 'accepted';

-- Whom a plan leaves out, and why.
CREATE TABLE bluetick.send_exclusions (
  plan      UUID NOT NULL REFERENCES bluetick.send_plans (id) ON DELETE CASCADE,
  position  INTEGER NOT NULL,
  recipient TEXT COLLATE "C" NOT NULL,
  phone     TEXT COLLATE "C",
  reason    TEXT NOT NULL,
  details   TEXT,
  PRIMARY KEY (plan, position)
);

-- How quickly each number sends, and whether it may: one row that all replicas lock.
CREATE TABLE bluetick.sending_numbers (
  sender       TEXT COLLATE "C" PRIMARY KEY,
  -- src/domain/sending/rate.ts
  tokens       DOUBLE PRECISION NOT NULL,
  filled_at    TIMESTAMPTZ NOT NULL,
  per_second   DOUBLE PRECISION NOT NULL,
  changed_at   TIMESTAMPTZ NOT NULL,
  slowed_at    TIMESTAMPTZ,
  -- src/domain/sending/breaker.ts. NULL: closed.
  opened_at    TIMESTAMPTZ,
  open_code    TEXT,
  open_reason  TEXT,
  probe_at     TIMESTAMPTZ,
  probe        UUID,
  streak_code  TEXT NOT NULL DEFAULT '',
  streak       INTEGER NOT NULL DEFAULT 0,
  -- Failures that were reported up to here have had their effect.
  watched_at   TIMESTAMPTZ NOT NULL
);

-- Who planned, who sent, who stopped, who settled, and what the service did by itself.
CREATE TABLE bluetick.send_log (
  id      BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at      TIMESTAMPTZ NOT NULL,
  plan    UUID REFERENCES bluetick.send_plans (id) ON DELETE SET NULL,
  by      TEXT NOT NULL,
  what    TEXT NOT NULL,
  details TEXT
);

-- Whether somebody wrote to us since a message, whatever they named.
CREATE INDEX idx_inbound_messages_of_phone ON bluetick.inbound_messages (phone, at);

SELECT bluetick.shut(relation)
FROM unnest(ARRAY['bluetick.send_plans', 'bluetick.send_attempts', 'bluetick.send_exclusions', 'bluetick.sending_numbers',
                  'bluetick.send_log']::regclass[]) AS relation;
