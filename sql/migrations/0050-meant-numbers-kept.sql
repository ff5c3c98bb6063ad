-- The number that is meant is Bluetick's own: others neither write it nor copy it, and it goes where the number or the campaign changes
-- by which it was read.
CREATE OR REPLACE FUNCTION bluetick.notice_new_recipient() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  NEW.settled := false;
  NEW.counted := NULL;
  NEW.tally := NULL;
  NEW.asserted := '{*}';
  NEW.from_webhook := false;
  NEW.meant_phone := NULL;
  RETURN NEW;
END
$$;
DO $$
DECLARE
  others TEXT := $w$(current_setting('bluetick.writer', true) IS DISTINCT FROM 'yes'
    OR (pg_trigger_depth() > 0 AND current_setting('bluetick.joining', true) IS DISTINCT FROM 'yes'))$w$;
BEGIN
  EXECUTE format($q$
    CREATE OR REPLACE TRIGGER bluetick_notice_new_recipient BEFORE INSERT ON public.campaign_recipients
      FOR EACH ROW WHEN (%1$s AND (NEW.settled OR NEW.counted IS NOT NULL OR NEW.tally IS NOT NULL OR NEW.from_webhook
                                   OR NEW.asserted IS DISTINCT FROM '{*}' OR NEW.meant_phone IS NOT NULL))
      EXECUTE FUNCTION bluetick.notice_new_recipient()$q$, others);
END
$$;

CREATE OR REPLACE FUNCTION bluetick.notice_recipient() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
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
  other_phone    BOOLEAN := NEW.phone_number IS DISTINCT FROM OLD.phone_number;
  other_key      BOOLEAN := NEW.id <> OLD.id;
BEGIN
  -- What Bluetick keeps in the row is not for others to write.
  NEW.settled := OLD.settled;
  NEW.counted := OLD.counted;
  NEW.tally := OLD.tally;
  NEW.asserted := OLD.asserted;
  NEW.from_webhook := OLD.from_webhook;
  NEW.revision := OLD.revision;
  NEW.meant_phone := OLD.meant_phone;
  IF cardinality(changed) = 0 AND NOT other_message AND NOT other_campaign AND NOT other_phone AND NOT other_key
     AND NEW.failure_code IS NOT DISTINCT FROM OLD.failure_code THEN
    RETURN NEW;
  END IF;
  NEW.settled := false;
  IF other_phone OR other_campaign THEN NEW.meant_phone := NULL; END IF;
  IF other_key THEN PERFORM bluetick.follow_recipient_key(OLD.campaign_id::text, OLD.id::text, NEW.id::text); END IF;
  IF other_message AND nullif(OLD.whatsapp_message_id, '') IS NOT NULL THEN
    -- The row begins afresh with what this statement says.
    NEW.asserted := CASE WHEN nullif(NEW.whatsapp_message_id, '') IS NULL THEN '{*}' ELSE changed END;
    IF NEW.sent_at IS NOT DISTINCT FROM OLD.sent_at THEN NEW.sent_at := NULL; END IF;
    IF NEW.delivered_at IS NOT DISTINCT FROM OLD.delivered_at THEN NEW.delivered_at := NULL; END IF;
    IF NEW.read_at IS NOT DISTINCT FROM OLD.read_at THEN NEW.read_at := NULL; END IF;
    IF NEW.failed_at IS NOT DISTINCT FROM OLD.failed_at THEN NEW.failed_at := NULL; END IF;
    IF NEW.status IS NOT DISTINCT FROM OLD.status THEN NEW.status := 'pending'; END IF;
  ELSIF OLD.asserted IS DISTINCT FROM '{*}' THEN
    NEW.asserted := ARRAY(SELECT DISTINCT c FROM unnest(OLD.asserted || changed) AS c ORDER BY c);
  END IF;
  -- A row that its sender corrects is the sender's own from now on.
  IF other_message OR other_campaign OR other_phone THEN NEW.from_webhook := false; END IF;
  IF other_message OR other_campaign THEN
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

-- Where national numbers are from decides what they mean: if that changes, the worker reads those of the campaign anew that do not say it
-- themselves. Not where a message is gone, of which a recipient is all that is left. Locked in the order of batches.
CREATE FUNCTION bluetick.reread_numbers() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  writer  TEXT := current_setting('bluetick.writer', true);
  joining TEXT := current_setting('bluetick.joining', true);
BEGIN
  IF NEW.country IS NOT DISTINCT FROM OLD.country THEN RETURN NULL; END IF;
  -- It is Bluetick who writes, though a trigger does.
  PERFORM set_config('bluetick.writer', 'yes', true), set_config('bluetick.joining', 'yes', true);
  UPDATE public.campaign_recipients r SET settled = false, revision = r.revision + 1
  WHERE r.id IN (
    SELECT l.id FROM public.campaign_recipients l
    WHERE l.campaign_id = NEW.campaign_id AND l.settled AND NOT l.from_webhook AND l.phone_number !~ '^\+[1-9]\d{9,14}$'
      AND (nullif(l.whatsapp_message_id, '') IS NULL OR EXISTS (SELECT FROM bluetick.message_ids i WHERE i.id = l.whatsapp_message_id))
    ORDER BY l.id
    FOR UPDATE OF l);
  PERFORM set_config('bluetick.writer', coalesce(writer, ''), true), set_config('bluetick.joining', coalesce(joining, ''), true);
  RETURN NULL;
END
$$;
CREATE TRIGGER bluetick_reread_numbers AFTER INSERT OR UPDATE OF country ON bluetick.campaign_settings
  FOR EACH ROW EXECUTE FUNCTION bluetick.reread_numbers();

-- Numbers that are there are read. Those without "+" are taken for whole ones where they are longer than national ones; "bluetick
-- verify" names the few for which that is wrong.
SELECT set_config('bluetick.writer', 'yes', true);
UPDATE public.campaign_recipients r SET settled = false
WHERE r.settled AND NOT r.from_webhook AND r.meant_phone IS NULL AND r.phone_number !~ '^(\+[1-9]\d{9,14}|[1-9]\d{11,14})$'
  AND (nullif(r.whatsapp_message_id, '') IS NULL OR EXISTS (SELECT FROM bluetick.message_ids i WHERE i.id = r.whatsapp_message_id));
SELECT set_config('bluetick.writer', '', true);
