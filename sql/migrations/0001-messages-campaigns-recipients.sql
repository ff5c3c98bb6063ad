-- The guide's table of messages, the analysis document's two campaign tables, and what Bluetick adds to them.
--
-- Tables that exist already are adopted: no column is renamed or dropped, no row is lost. Columns that are
-- missing are added, naive times are taken as UTC, and a status kept as JSON text becomes jsonb.

CREATE TABLE IF NOT EXISTS broadcasts_messages (
  id           BIGSERIAL PRIMARY KEY,
  -- The unique constraint carries the name of the guide's index, so that one index serves both.
  message_id   TEXT NOT NULL CONSTRAINT idx_broadcasts_messages_message_id UNIQUE,
  phone_number TEXT,
  status       JSONB,
  created_at   TIMESTAMPTZ DEFAULT now(),
  updated_at   TIMESTAMPTZ DEFAULT now()
) WITH (fillfactor = 85);
CREATE INDEX IF NOT EXISTS idx_broadcasts_messages_phone_number ON broadcasts_messages (phone_number);

CREATE TABLE IF NOT EXISTS marketing_campaigns (
  id                     TEXT PRIMARY KEY,
  name                   TEXT,
  status                 TEXT,
  messages_sent          INTEGER DEFAULT 0,
  messages_delivered     INTEGER DEFAULT 0,
  messages_read          INTEGER DEFAULT 0,
  messages_failed        INTEGER DEFAULT 0,
  messages_pending       INTEGER DEFAULT 0,
  total_target_customers INTEGER DEFAULT 0,
  created_at             TIMESTAMPTZ DEFAULT now(),
  updated_at             TIMESTAMPTZ DEFAULT now()
  -- Counters of a running campaign change with every batch: room on the page keeps that cheap.
) WITH (fillfactor = 50);

CREATE TABLE IF NOT EXISTS campaign_recipients (
  id                  BIGSERIAL PRIMARY KEY,
  campaign_id         TEXT NOT NULL REFERENCES marketing_campaigns (id) ON DELETE CASCADE,
  phone_number        TEXT,
  status              TEXT DEFAULT 'pending',
  sent_at             TIMESTAMPTZ,
  delivered_at        TIMESTAMPTZ,
  read_at             TIMESTAMPTZ,
  failed_at           TIMESTAMPTZ,
  whatsapp_message_id TEXT,
  created_at          TIMESTAMPTZ DEFAULT now(),
  updated_at          TIMESTAMPTZ DEFAULT now()
) WITH (fillfactor = 85);

-- ── What an adopted table may lack ──────────────────────────────────────────────────────────────────────────
ALTER TABLE broadcasts_messages
  ADD COLUMN IF NOT EXISTS phone_number TEXT,
  ADD COLUMN IF NOT EXISTS status JSONB,
  ADD COLUMN IF NOT EXISTS created_at TIMESTAMPTZ DEFAULT now(),
  ADD COLUMN IF NOT EXISTS updated_at TIMESTAMPTZ DEFAULT now();
ALTER TABLE marketing_campaigns
  ADD COLUMN IF NOT EXISTS name TEXT,
  ADD COLUMN IF NOT EXISTS status TEXT,
  ADD COLUMN IF NOT EXISTS messages_sent INTEGER DEFAULT 0,
  ADD COLUMN IF NOT EXISTS messages_delivered INTEGER DEFAULT 0,
  ADD COLUMN IF NOT EXISTS messages_read INTEGER DEFAULT 0,
  ADD COLUMN IF NOT EXISTS messages_failed INTEGER DEFAULT 0,
  ADD COLUMN IF NOT EXISTS messages_pending INTEGER DEFAULT 0,
  ADD COLUMN IF NOT EXISTS total_target_customers INTEGER DEFAULT 0,
  ADD COLUMN IF NOT EXISTS created_at TIMESTAMPTZ DEFAULT now(),
  ADD COLUMN IF NOT EXISTS updated_at TIMESTAMPTZ DEFAULT now();
ALTER TABLE campaign_recipients
  ADD COLUMN IF NOT EXISTS phone_number TEXT,
  ADD COLUMN IF NOT EXISTS status TEXT DEFAULT 'pending',
  ADD COLUMN IF NOT EXISTS sent_at TIMESTAMPTZ,
  ADD COLUMN IF NOT EXISTS delivered_at TIMESTAMPTZ,
  ADD COLUMN IF NOT EXISTS read_at TIMESTAMPTZ,
  ADD COLUMN IF NOT EXISTS failed_at TIMESTAMPTZ,
  ADD COLUMN IF NOT EXISTS whatsapp_message_id TEXT,
  ADD COLUMN IF NOT EXISTS created_at TIMESTAMPTZ DEFAULT now(),
  ADD COLUMN IF NOT EXISTS updated_at TIMESTAMPTZ DEFAULT now();

DO $$
DECLARE
  naive RECORD;
BEGIN
  FOR naive IN
    SELECT table_name, column_name FROM information_schema.columns
    WHERE table_schema = current_schema()
      AND table_name IN ('broadcasts_messages', 'marketing_campaigns', 'campaign_recipients')
      AND column_name IN ('created_at', 'updated_at', 'sent_at', 'delivered_at', 'read_at', 'failed_at')
      AND data_type = 'timestamp without time zone'
  LOOP
    EXECUTE format('ALTER TABLE %I ALTER COLUMN %I TYPE TIMESTAMPTZ USING %I AT TIME ZONE ''UTC''',
                   naive.table_name, naive.column_name, naive.column_name);
  END LOOP;

  IF (SELECT data_type FROM information_schema.columns
      WHERE table_schema = current_schema() AND table_name = 'broadcasts_messages'
        AND column_name = 'status') <> 'jsonb' THEN
    ALTER TABLE broadcasts_messages ALTER COLUMN status DROP DEFAULT;
    ALTER TABLE broadcasts_messages ALTER COLUMN status TYPE JSONB
      USING CASE WHEN status::text IS JSON THEN status::text::jsonb END;
  END IF;

  -- Senders that make their own text ids leave the column without a default; rows made from webhooks need one.
  IF (SELECT column_default IS NULL AND is_identity = 'NO' AND data_type IN ('text', 'character varying')
      FROM information_schema.columns
      WHERE table_schema = current_schema() AND table_name = 'campaign_recipients' AND column_name = 'id') THEN
    ALTER TABLE campaign_recipients ALTER COLUMN id SET DEFAULT gen_random_uuid()::text;
  END IF;
END
$$;

-- JSON that was kept as a JSON string ("{\"sent\": …}") is unpacked.
UPDATE broadcasts_messages SET status = (status #>> '{}')::jsonb
WHERE jsonb_typeof(status) = 'string' AND (status #>> '{}') IS JSON OBJECT;

-- ── What Bluetick adds ──────────────────────────────────────────────────────────────────────────────────────
ALTER TABLE broadcasts_messages
  -- Every other id the message is known by. NULL only in rows that somebody else inserted.
  ADD COLUMN IF NOT EXISTS aliases TEXT[],
  -- Kinds in `status` that nobody reported (delivered, where only read was).
  ADD COLUMN IF NOT EXISTS inferred_kinds TEXT[],
  -- Kinds in `status` whose time is that of receipt, because the sender's could not be read.
  ADD COLUMN IF NOT EXISTS stand_in_kinds TEXT[],
  -- By failure code: {"131026": {"at": ISO time, "standIn"?, "title"?, "details"?}}.
  ADD COLUMN IF NOT EXISTS failures JSONB,
  ADD COLUMN IF NOT EXISTS failure_code TEXT,
  -- {"billable", "model", "type", "category"} as Meta bills it.
  ADD COLUMN IF NOT EXISTS pricing JSONB,
  ADD COLUMN IF NOT EXISTS campaign_name TEXT;

-- The guide's service wrote an inferred delivery with read's own time: marked, so that a real one replaces it.
UPDATE broadcasts_messages SET inferred_kinds = '{delivered}'
WHERE status ->> 'delivered' = status ->> 'read' AND inferred_kinds IS NULL;

ALTER TABLE marketing_campaigns
  -- 'webhook': made because a report named it; 'api': made through Bluetick; NULL: somebody else's row.
  ADD COLUMN IF NOT EXISTS source TEXT,
  -- The number of recipients behind the counters.
  ADD COLUMN IF NOT EXISTS recipients_counted INTEGER NOT NULL DEFAULT 0;
CREATE INDEX IF NOT EXISTS idx_marketing_campaigns_name ON marketing_campaigns (name);

ALTER TABLE campaign_recipients
  -- True where a report that named its campaign made the row.
  ADD COLUMN IF NOT EXISTS from_webhook BOOLEAN NOT NULL DEFAULT false,
  -- What the campaign's counters hold for this row, as bits: 1 pending, 2 sent, 4 delivered, 8 read, 16 failed.
  ADD COLUMN IF NOT EXISTS counted SMALLINT,
  -- False where somebody else wrote the row and Bluetick has not joined that in yet.
  ADD COLUMN IF NOT EXISTS settled BOOLEAN NOT NULL DEFAULT false,
  -- Raised by each of Bluetick's own writes: a write that does not raise it is somebody else's.
  ADD COLUMN IF NOT EXISTS revision INTEGER NOT NULL DEFAULT 0;
CREATE INDEX IF NOT EXISTS idx_campaign_recipients_message ON campaign_recipients (whatsapp_message_id);
CREATE INDEX IF NOT EXISTS idx_campaign_recipients_campaign ON campaign_recipients (campaign_id);
CREATE INDEX IF NOT EXISTS idx_campaign_recipients_unsettled ON campaign_recipients (created_at) WHERE NOT settled;

-- Every id of every message, once: what makes two replicas that hear of one message meet.
CREATE TABLE message_ids (
  id      TEXT PRIMARY KEY,
  message BIGINT NOT NULL
);
INSERT INTO message_ids (id, message) SELECT message_id, id FROM broadcasts_messages;

-- Messages that somebody else inserts, deletes or truncates keep their ids in step.
CREATE FUNCTION bluetick_register_message() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO message_ids (id, message) VALUES (NEW.message_id, NEW.id) ON CONFLICT DO NOTHING;
  RETURN NULL;
END
$$;
CREATE TRIGGER bluetick_register_message AFTER INSERT ON broadcasts_messages
  FOR EACH ROW WHEN (NEW.aliases IS NULL) EXECUTE FUNCTION bluetick_register_message();

CREATE FUNCTION bluetick_forget_messages() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM message_ids i USING gone
  WHERE i.id = ANY (gone.message_id || coalesce(gone.aliases, '{}')) AND i.message = gone.id;
  RETURN NULL;
END
$$;
CREATE TRIGGER bluetick_forget_messages AFTER DELETE ON broadcasts_messages
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION bluetick_forget_messages();

CREATE FUNCTION bluetick_forget_all_messages() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  TRUNCATE message_ids;
  RETURN NULL;
END
$$;
CREATE TRIGGER bluetick_forget_all_messages AFTER TRUNCATE ON broadcasts_messages
  FOR EACH STATEMENT EXECUTE FUNCTION bluetick_forget_all_messages();

-- Somebody else's update of a recipient is marked, to be joined in. A new message id starts afresh: of the
-- other columns only what the same statement changes speaks of the new message.
CREATE FUNCTION bluetick_unsettle_recipient() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.settled := false;
  IF NEW.whatsapp_message_id IS DISTINCT FROM OLD.whatsapp_message_id AND OLD.whatsapp_message_id IS NOT NULL THEN
    IF NEW.sent_at IS NOT DISTINCT FROM OLD.sent_at THEN NEW.sent_at := NULL; END IF;
    IF NEW.delivered_at IS NOT DISTINCT FROM OLD.delivered_at THEN NEW.delivered_at := NULL; END IF;
    IF NEW.read_at IS NOT DISTINCT FROM OLD.read_at THEN NEW.read_at := NULL; END IF;
    IF NEW.failed_at IS NOT DISTINCT FROM OLD.failed_at THEN NEW.failed_at := NULL; END IF;
    IF NEW.status IS NOT DISTINCT FROM OLD.status THEN NEW.status := 'pending'; END IF;
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER bluetick_unsettle_recipient
  BEFORE UPDATE OF status, sent_at, delivered_at, read_at, failed_at, whatsapp_message_id ON campaign_recipients
  FOR EACH ROW WHEN (NEW.revision = OLD.revision) EXECUTE FUNCTION bluetick_unsettle_recipient();

-- Items that could not be understood, with their raw text, ready to be replayed.
CREATE TABLE webhook_rejects (
  id          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  received_at TIMESTAMPTZ NOT NULL,
  source      TEXT NOT NULL,
  reason      TEXT NOT NULL,
  explanation TEXT NOT NULL,
  raw         TEXT NOT NULL
);
CREATE INDEX idx_webhook_rejects_received_at ON webhook_rejects (received_at);
