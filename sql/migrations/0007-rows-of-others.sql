-- What others write into the documents' tables is noticed, and joined in within a second.
--
-- A transaction of Bluetick's sets bluetick.writer, and every trigger here looks at that first: rows that Bluetick itself
-- writes cost nothing more. Triggers only note what happened; a worker does the rest, so nobody's statement waits for it.

ALTER TABLE public.campaign_recipients
  -- The columns that others wrote since Bluetick did: what they say of the message. {*}: all of them, as in a row that
  -- somebody else inserted. NULL: none, the columns are conclusions.
  ADD COLUMN asserted TEXT[];
ALTER TABLE public.campaign_recipients ALTER COLUMN asserted SET DEFAULT '{*}';
ALTER TABLE public.broadcasts_messages
  -- True where somebody took the message's recipient away: none is made from a webhook again.
  ADD COLUMN recipient_left BOOLEAN NOT NULL DEFAULT false;

DROP TRIGGER bluetick_unsettle_recipient ON public.campaign_recipients;
DROP FUNCTION bluetick.unsettle_recipient();
DROP TRIGGER bluetick_register_message ON public.broadcasts_messages;
DROP FUNCTION bluetick.register_message();

-- A campaign and its recipients may come in either order within a transaction.
DO $$
DECLARE
  key RECORD;
BEGIN
  FOR key IN SELECT conname FROM pg_constraint
             WHERE conrelid = 'public.campaign_recipients'::regclass AND contype = 'f'
               AND confrelid = 'public.marketing_campaigns'::regclass
  LOOP
    EXECUTE format('ALTER TABLE public.campaign_recipients ALTER CONSTRAINT %I DEFERRABLE INITIALLY DEFERRED', key.conname);
  END LOOP;
END
$$;

UPDATE public.campaign_recipients SET asserted = '{*}' WHERE NOT settled AND counted IS NULL;

-- Recipients that were listed by number alone before their messages came, and have a twin from a webhook since.
UPDATE public.campaign_recipients r SET settled = false
WHERE nullif(r.whatsapp_message_id, '') IS NULL AND r.phone_number IS NOT NULL
  AND EXISTS (SELECT FROM public.campaign_recipients t
              WHERE t.campaign_id = r.campaign_id AND t.phone_number = r.phone_number AND t.from_webhook);

-- ── What was noted ──────────────────────────────────────────────────────────────────────────────────────────
-- Recipients that left their campaign or their message: deleted, moved, or given another message id.
CREATE TABLE bluetick.left_recipients (
  id          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  campaign_id TEXT,
  message_id  TEXT,
  -- What the campaign's counters and breakdowns hold for it; NULL: nothing.
  counted     SMALLINT,
  tally       TEXT[]
);
-- Messages that others changed, as the rollups hold them.
CREATE TABLE bluetick.left_messages (
  id      BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  message JSONB NOT NULL
);
-- Campaigns whose counters somebody wrote over.
CREATE TABLE bluetick.disturbed_campaigns (campaign_id TEXT PRIMARY KEY);
-- Recipients were truncated: every message up to a key has lost its own. One row.
CREATE TABLE bluetick.truncated_recipients (
  id       BOOLEAN PRIMARY KEY DEFAULT true CHECK (id),
  done_key BIGINT NOT NULL DEFAULT 0,
  last_key BIGINT NOT NULL
);
-- Changes that could not be joined in: each costs only itself, and is tried again.
CREATE TABLE bluetick.unjoined_changes (
  kind            TEXT NOT NULL,
  key             TEXT NOT NULL,
  attempts        INTEGER NOT NULL DEFAULT 1,
  next_attempt_at TIMESTAMPTZ NOT NULL,
  code            TEXT NOT NULL,
  message         TEXT NOT NULL,
  PRIMARY KEY (kind, key)
);
-- What all replicas must agree on.
CREATE TABLE bluetick.settings (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
);

-- ── Recipients ──────────────────────────────────────────────────────────────────────────────────────────────
-- A row inserted by others is new, whatever its columns say: it may be a copy.
CREATE FUNCTION bluetick.notice_new_recipient() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  NEW.settled := false;
  NEW.counted := NULL;
  NEW.tally := NULL;
  NEW.asserted := '{*}';
  NEW.from_webhook := false;
  RETURN NEW;
END
$$;
CREATE TRIGGER bluetick_notice_new_recipient BEFORE INSERT ON public.campaign_recipients
  FOR EACH ROW WHEN (current_setting('bluetick.writer', true) IS DISTINCT FROM 'yes'
                     AND (NEW.settled OR NEW.counted IS NOT NULL OR NEW.tally IS NOT NULL OR NEW.from_webhook
                          OR NEW.asserted IS DISTINCT FROM '{*}'))
  EXECUTE FUNCTION bluetick.notice_new_recipient();

-- Only what a statement really changes is an assertion. A new message id starts afresh: of the other columns only what
-- the same statement changes speaks of the new message.
CREATE FUNCTION bluetick.notice_recipient() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  changed TEXT[] := array_remove(ARRAY[
    CASE WHEN NEW.status IS DISTINCT FROM OLD.status THEN 'status' END,
    CASE WHEN NEW.sent_at IS DISTINCT FROM OLD.sent_at THEN 'sent_at' END,
    CASE WHEN NEW.delivered_at IS DISTINCT FROM OLD.delivered_at THEN 'delivered_at' END,
    CASE WHEN NEW.read_at IS DISTINCT FROM OLD.read_at THEN 'read_at' END,
    CASE WHEN NEW.failed_at IS DISTINCT FROM OLD.failed_at THEN 'failed_at' END], NULL);
  other_message  BOOLEAN := nullif(NEW.whatsapp_message_id, '') IS DISTINCT FROM nullif(OLD.whatsapp_message_id, '');
  other_campaign BOOLEAN := NEW.campaign_id IS DISTINCT FROM OLD.campaign_id;
BEGIN
  -- What Bluetick keeps in the row is not for others to write.
  NEW.settled := OLD.settled;
  NEW.counted := OLD.counted;
  NEW.tally := OLD.tally;
  NEW.asserted := OLD.asserted;
  NEW.from_webhook := OLD.from_webhook;
  NEW.revision := OLD.revision;
  IF cardinality(changed) = 0 AND NOT other_message AND NOT other_campaign
     AND NEW.phone_number IS NOT DISTINCT FROM OLD.phone_number
     AND NEW.failure_code IS NOT DISTINCT FROM OLD.failure_code THEN
    RETURN NEW;
  END IF;
  NEW.settled := false;
  IF other_message AND nullif(OLD.whatsapp_message_id, '') IS NOT NULL THEN
    NEW.asserted := changed;
    IF NEW.sent_at IS NOT DISTINCT FROM OLD.sent_at THEN NEW.sent_at := NULL; END IF;
    IF NEW.delivered_at IS NOT DISTINCT FROM OLD.delivered_at THEN NEW.delivered_at := NULL; END IF;
    IF NEW.read_at IS NOT DISTINCT FROM OLD.read_at THEN NEW.read_at := NULL; END IF;
    IF NEW.failed_at IS NOT DISTINCT FROM OLD.failed_at THEN NEW.failed_at := NULL; END IF;
    IF NEW.status IS NOT DISTINCT FROM OLD.status THEN NEW.status := 'pending'; END IF;
  ELSIF OLD.asserted IS DISTINCT FROM '{*}' THEN
    NEW.asserted := ARRAY(SELECT DISTINCT c FROM unnest(OLD.asserted || changed) AS c ORDER BY c);
  END IF;
  IF other_message OR other_campaign THEN
    NEW.from_webhook := false;
    IF other_campaign THEN
      NEW.counted := NULL;
      NEW.tally := NULL;
    END IF;
    INSERT INTO bluetick.left_recipients (campaign_id, message_id, counted, tally)
    VALUES (OLD.campaign_id, nullif(OLD.whatsapp_message_id, ''), CASE WHEN other_campaign THEN OLD.counted END,
            CASE WHEN other_campaign THEN OLD.tally END);
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER bluetick_notice_recipient BEFORE UPDATE ON public.campaign_recipients
  FOR EACH ROW WHEN (current_setting('bluetick.writer', true) IS DISTINCT FROM 'yes')
  EXECUTE FUNCTION bluetick.notice_recipient();

CREATE FUNCTION bluetick.notice_left_recipients() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO bluetick.left_recipients (campaign_id, message_id, counted, tally)
  -- Where the campaign has gone with them, its counters have, too.
  SELECT g.campaign_id, nullif(g.whatsapp_message_id, ''), CASE WHEN c.id IS NOT NULL THEN g.counted END,
         CASE WHEN c.id IS NOT NULL THEN g.tally END
  FROM gone g LEFT JOIN public.marketing_campaigns c ON c.id = g.campaign_id
  WHERE g.counted IS NOT NULL OR nullif(g.whatsapp_message_id, '') IS NOT NULL;
  RETURN NULL;
END
$$;
CREATE TRIGGER bluetick_notice_left_recipients AFTER DELETE ON public.campaign_recipients
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT
  WHEN (current_setting('bluetick.writer', true) IS DISTINCT FROM 'yes')
  EXECUTE FUNCTION bluetick.notice_left_recipients();

CREATE FUNCTION bluetick.notice_no_recipients() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  DELETE FROM bluetick.left_recipients;
  DELETE FROM bluetick.campaign_tallies;
  INSERT INTO bluetick.truncated_recipients (last_key)
  SELECT max(m.id) FROM public.broadcasts_messages m HAVING max(m.id) IS NOT NULL
  ON CONFLICT (id) DO UPDATE SET done_key = 0, last_key = excluded.last_key;
  UPDATE public.marketing_campaigns
  SET counted_pending = 0, counted_sent = 0, counted_delivered = 0, counted_read = 0, counted_failed = 0,
      messages_pending = 0, messages_sent = 0, messages_delivered = 0, messages_read = 0, messages_failed = 0,
      recipients_counted = 0
  WHERE recipients_counted <> 0;
  RETURN NULL;
END
$$;
CREATE TRIGGER bluetick_notice_no_recipients AFTER TRUNCATE ON public.campaign_recipients
  FOR EACH STATEMENT EXECUTE FUNCTION bluetick.notice_no_recipients();

-- ── Campaigns ───────────────────────────────────────────────────────────────────────────────────────────────
CREATE FUNCTION bluetick.notice_counters() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO bluetick.disturbed_campaigns (campaign_id) VALUES (NEW.id) ON CONFLICT DO NOTHING;
  RETURN NULL;
END
$$;
CREATE TRIGGER bluetick_notice_counters
  AFTER UPDATE OF messages_pending, messages_sent, messages_delivered, messages_read, messages_failed
  ON public.marketing_campaigns
  FOR EACH ROW WHEN (current_setting('bluetick.writer', true) IS DISTINCT FROM 'yes' AND NEW.recipients_counted > 0)
  EXECUTE FUNCTION bluetick.notice_counters();

CREATE FUNCTION bluetick.forget_campaigns() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  DELETE FROM bluetick.campaign_tallies t USING gone g WHERE t.campaign_id = g.id;
  UPDATE bluetick.left_recipients l SET counted = NULL, tally = NULL FROM gone g WHERE l.campaign_id = g.id;
  RETURN NULL;
END
$$;
CREATE TRIGGER bluetick_forget_campaigns AFTER DELETE ON public.marketing_campaigns
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION bluetick.forget_campaigns();

-- ── Messages ────────────────────────────────────────────────────────────────────────────────────────────────
-- Rows that others insert hold every id they name, and are in no rollup yet. An id that another message has already is
-- left to it: the worker makes one message of the two.
CREATE FUNCTION bluetick.notice_new_message() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  NEW.counted_in := NULL;
  NEW.recipient_left := false;
  INSERT INTO bluetick.message_ids (id, message)
  SELECT DISTINCT i, NEW.id FROM unnest(NEW.message_id || coalesce(NEW.aliases, '{}')) AS i
  ON CONFLICT DO NOTHING;
  RETURN NEW;
END
$$;
CREATE TRIGGER bluetick_notice_new_message BEFORE INSERT ON public.broadcasts_messages
  FOR EACH ROW WHEN (current_setting('bluetick.writer', true) IS DISTINCT FROM 'yes')
  EXECUTE FUNCTION bluetick.notice_new_message();

CREATE FUNCTION bluetick.notice_message() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  NEW.counted_in := OLD.counted_in;
  NEW.aliases := OLD.aliases;
  NEW.recipient_left := OLD.recipient_left;
  IF NEW IS NOT DISTINCT FROM OLD THEN RETURN NEW; END IF;
  IF OLD.counted_in IS NOT NULL THEN
    INSERT INTO bluetick.left_messages (message) VALUES (to_jsonb(OLD));
    NEW.counted_in := NULL;
  END IF;
  IF NEW.message_id IS DISTINCT FROM OLD.message_id THEN
    DELETE FROM bluetick.message_ids WHERE id = OLD.message_id AND message = OLD.id;
    INSERT INTO bluetick.message_ids (id, message) VALUES (NEW.message_id, NEW.id) ON CONFLICT DO NOTHING;
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER bluetick_notice_message BEFORE UPDATE ON public.broadcasts_messages
  FOR EACH ROW WHEN (current_setting('bluetick.writer', true) IS DISTINCT FROM 'yes')
  EXECUTE FUNCTION bluetick.notice_message();

-- A time as status holds it: ISO 8601, in UTC where it names no zone; `now` and `infinity` are none.
CREATE OR REPLACE FUNCTION bluetick.time_of(value TEXT) RETURNS TIMESTAMPTZ LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN value !~ '^\d{4}-\d\d-\d\d[T ]\d\d:\d\d' THEN NULL
    WHEN value ~ '([zZ]|[+-]\d\d(:?\d\d)?)$' THEN
      CASE WHEN pg_input_is_valid(value, 'timestamptz') THEN date_trunc('milliseconds', value::timestamptz) END
    WHEN pg_input_is_valid(value, 'timestamp') THEN date_trunc('milliseconds', value::timestamp) AT TIME ZONE 'UTC'
  END
$$;

-- Emptying the table starts afresh.
CREATE OR REPLACE FUNCTION bluetick.forget_rollups() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  TRUNCATE bluetick.message_rollup, bluetick.message_rollup_labels, bluetick.message_reads;
  DELETE FROM bluetick.left_messages;
  DELETE FROM bluetick.truncated_recipients;
  RETURN NULL;
END
$$;
