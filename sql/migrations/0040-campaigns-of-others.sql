-- Sums of campaigns are Bluetick's own, whoever writes the row; one reading of times; blanks around an id are not part of it.

-- ── Campaigns ───────────────────────────────────────────────────────────────────────────────────────────────
-- A row that somebody inserts or writes back whole may be a copy, with sums of another moment. Of an id that changes, recipients
-- have to come along by themselves: they are counted as they do. Where a status occurs stays noted: too much of that harms nobody, and the
-- id may come back.
CREATE FUNCTION bluetick.guard_campaign() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  begins BOOLEAN := TG_OP = 'INSERT';
BEGIN
  IF NOT begins THEN
    begins := NEW.id <> OLD.id;
    NEW.counted_pending := OLD.counted_pending;
    NEW.counted_sent := OLD.counted_sent;
    NEW.counted_delivered := OLD.counted_delivered;
    NEW.counted_read := OLD.counted_read;
    NEW.counted_failed := OLD.counted_failed;
    NEW.counted_replied := OLD.counted_replied;
    NEW.recipients_counted := OLD.recipients_counted;
    IF begins THEN
      DELETE FROM bluetick.campaign_tallies t WHERE t.campaign_id = OLD.id;
      UPDATE bluetick.left_recipients l SET counted = NULL, tally = NULL WHERE l.campaign_id = OLD.id;
      DELETE FROM bluetick.campaign_settings s WHERE s.campaign_id = NEW.id;
      UPDATE bluetick.campaign_settings s SET campaign_id = NEW.id WHERE s.campaign_id = OLD.id;
      UPDATE bluetick.former_campaign_names f SET campaign_id = NEW.id WHERE f.campaign_id = OLD.id;
    END IF;
  END IF;
  IF begins THEN
    NEW.counted_pending := 0;
    NEW.counted_sent := 0;
    NEW.counted_delivered := 0;
    NEW.counted_read := 0;
    NEW.counted_failed := 0;
    NEW.counted_replied := 0;
    NEW.recipients_counted := 0;
    -- Recipients that were counted in a campaign of this id before.
    IF EXISTS (SELECT FROM public.campaign_recipients r WHERE r.campaign_id = NEW.id AND r.counted IS NOT NULL) THEN
      INSERT INTO bluetick.disturbed_campaigns AS d (campaign_id, miscounted) VALUES (NEW.id, true)
      ON CONFLICT (campaign_id) DO UPDATE SET miscounted = true WHERE NOT d.miscounted;
    END IF;
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER bluetick_guard_campaign BEFORE INSERT OR UPDATE ON public.marketing_campaigns
  FOR EACH ROW WHEN (current_setting('bluetick.writer', true) IS DISTINCT FROM 'yes')
  EXECUTE FUNCTION bluetick.guard_campaign();

-- What a truncation of recipients resets is Bluetick's own writing.
CREATE OR REPLACE FUNCTION bluetick.notice_no_recipients() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  writer TEXT := current_setting('bluetick.writer', true);
BEGIN
  DELETE FROM bluetick.left_recipients;
  DELETE FROM bluetick.campaign_tallies;
  INSERT INTO bluetick.truncated_recipients (last_key)
  SELECT max(m.id) FROM public.broadcasts_messages m HAVING max(m.id) IS NOT NULL
  ON CONFLICT (id) DO UPDATE SET done_key = 0, last_key = excluded.last_key;
  PERFORM set_config('bluetick.writer', 'yes', true);
  UPDATE public.marketing_campaigns
  SET counted_pending = 0, counted_sent = 0, counted_delivered = 0, counted_read = 0, counted_failed = 0, counted_replied = 0,
      messages_pending = 0, messages_sent = 0, messages_delivered = 0, messages_read = 0, messages_failed = 0,
      messages_replied = 0, recipients_counted = 0
  WHERE recipients_counted <> 0;
  PERFORM set_config('bluetick.writer', coalesce(writer, ''), true);
  RETURN NULL;
END
$$;

CREATE FUNCTION bluetick.forget_all_campaigns() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  DELETE FROM bluetick.campaign_settings;
  RETURN NULL;
END
$$;
CREATE TRIGGER bluetick_forget_all_campaigns AFTER TRUNCATE ON public.marketing_campaigns
  FOR EACH STATEMENT EXECUTE FUNCTION bluetick.forget_all_campaigns();

-- A publication of all tables forbids changes of rows in tables without a key.
ALTER TABLE bluetick.former_campaign_names ADD COLUMN id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY;

-- ── Ids ─────────────────────────────────────────────────────────────────────────────────────────────────────
-- Conditions on columns stand within the functions: in a trigger's own they would forbid others to change the column's type.
CREATE FUNCTION bluetick.trim_message_id() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  NEW.whatsapp_message_id := btrim(NEW.whatsapp_message_id, E' \t\n\r');
  RETURN NEW;
END
$$;
UPDATE public.campaign_recipients r SET whatsapp_message_id = btrim(r.whatsapp_message_id, E' \t\n\r')
WHERE r.whatsapp_message_id <> btrim(r.whatsapp_message_id, E' \t\n\r');
-- Before the triggers that notice what others write: they fire in the order of their names.
CREATE TRIGGER bluetick_before_noticed BEFORE INSERT OR UPDATE ON public.campaign_recipients
  FOR EACH ROW WHEN (current_setting('bluetick.writer', true) IS DISTINCT FROM 'yes') EXECUTE FUNCTION bluetick.trim_message_id();

-- ── Times ───────────────────────────────────────────────────────────────────────────────────────────────────
-- `infinity`, and years that no calendar in use has, are no times: the driver reads them as none (src/adapters/postgres/connection/types.ts).
CREATE FUNCTION bluetick.is_time(at TIMESTAMPTZ) RETURNS BOOLEAN LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT at >= timestamptz '1000-01-01 00:00:00+00' AND at < timestamptz '10000-01-01 00:00:00+00'
$$;
-- A row that names none was heard of now, or when it was before.
CREATE FUNCTION bluetick.keep_times() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT bluetick.is_time(NEW.created_at) THEN
    NEW.created_at := now();
    IF TG_OP = 'UPDATE' AND bluetick.is_time(OLD.created_at) THEN NEW.created_at := OLD.created_at; END IF;
  END IF;
  IF NOT bluetick.is_time(NEW.updated_at) THEN NEW.updated_at := now(); END IF;
  RETURN NEW;
END
$$;
UPDATE public.broadcasts_messages m SET created_at = now()
WHERE m.created_at < timestamptz '1000-01-01 00:00:00+00' OR m.created_at >= timestamptz '10000-01-01 00:00:00+00';
DO $$
DECLARE
  relation REGCLASS;
BEGIN
  FOREACH relation IN ARRAY ARRAY['public.broadcasts_messages', 'public.campaign_recipients', 'public.marketing_campaigns']::regclass[] LOOP
    EXECUTE format($q$CREATE TRIGGER bluetick_before_noticed_times BEFORE INSERT OR UPDATE ON %s
      FOR EACH ROW WHEN (current_setting('bluetick.writer', true) IS DISTINCT FROM 'yes') EXECUTE FUNCTION bluetick.keep_times()$q$, relation);
  END LOOP;
END
$$;

-- A time as status holds it: ISO 8601 to the letter, in UTC where it names no zone, as src/domain/messages/status-time.ts reads it.
-- PostgreSQL itself would take `IST` or `BC` behind it for nothing, or for something else.
CREATE OR REPLACE FUNCTION bluetick.time_of(value TEXT) RETURNS TIMESTAMPTZ LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN value !~ '^[1-9]\d{3}-\d\d-\d\d[T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?([zZ]|[+-](0\d|1[0-4])(:?[0-5]\d)?)?$' THEN NULL
    WHEN NOT pg_input_is_valid(left(value, 10), 'date') THEN NULL
    WHEN value ~ '([zZ]|[+-]\d\d(:?\d\d)?)$' THEN date_trunc('milliseconds', value::timestamptz)
    ELSE date_trunc('milliseconds', value::timestamp) AT TIME ZONE 'UTC'
  END
$$;
