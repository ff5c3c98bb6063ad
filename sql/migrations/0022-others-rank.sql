-- What others write into messages ranks below any report, as in recipients; a recipient that they correct is theirs; and
-- a truncation of recipients takes the replies' counters along.

-- A time of theirs is a stand-in: a report goes before it, whichever is later. What was only inferred stays that.
CREATE FUNCTION bluetick.asserted_kinds(was JSONB, is_now JSONB, inferred TEXT[], stand_ins TEXT[],
                                        OUT inferred_kinds TEXT[], OUT stand_in_kinds TEXT[])
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
  SELECT nullif(array_agg(k.kind) FILTER (WHERE k.stays AND k.kind = ANY (inferred)), '{}'),
         nullif(coalesce(array_agg(k.kind) FILTER (WHERE NOT k.stays OR k.kind = ANY (stand_ins)), '{}')
                || CASE WHEN 'replied' = ANY (stand_ins) THEN ARRAY['replied'] ELSE '{}' END, '{}')
  FROM (
    SELECT kind, bluetick.time_of(is_now ->> kind) IS NOT DISTINCT FROM bluetick.time_of(was ->> kind) AS stays
    FROM unnest(ARRAY['sent', 'delivered', 'read', 'played', 'failed']) AS kind
    WHERE jsonb_typeof(is_now) = 'object' AND is_now ? kind
  ) AS k
$$;

CREATE OR REPLACE FUNCTION bluetick.notice_new_message() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  NEW.counted_in := NULL;
  NEW.recipient_left := false;
  -- A copy may say of a time that it was inferred: then it is no assertion.
  SELECT a.inferred_kinds, a.stand_in_kinds INTO NEW.inferred_kinds, NEW.stand_in_kinds
  FROM bluetick.asserted_kinds(
    (SELECT jsonb_object_agg(kind, NEW.status -> kind) FROM unnest(NEW.inferred_kinds) AS kind WHERE kind IS NOT NULL), NEW.status,
    coalesce(NEW.inferred_kinds, '{}'), coalesce(NEW.stand_in_kinds, '{}')) AS a;
  INSERT INTO bluetick.message_ids (id, message)
  SELECT DISTINCT i, NEW.id FROM unnest(NEW.message_id || coalesce(NEW.aliases, '{}')) AS i
  ON CONFLICT DO NOTHING;
  RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION bluetick.notice_message() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  NEW.counted_in := OLD.counted_in;
  NEW.aliases := OLD.aliases;
  NEW.recipient_left := OLD.recipient_left;
  NEW.inferred_kinds := OLD.inferred_kinds;
  NEW.stand_in_kinds := OLD.stand_in_kinds;
  IF NEW IS NOT DISTINCT FROM OLD THEN RETURN NEW; END IF;
  IF NEW.status IS DISTINCT FROM OLD.status THEN
    SELECT a.inferred_kinds, a.stand_in_kinds INTO NEW.inferred_kinds, NEW.stand_in_kinds
    FROM bluetick.asserted_kinds(OLD.status, NEW.status, coalesce(OLD.inferred_kinds, '{}'),
                                 coalesce(OLD.stand_in_kinds, '{}')) AS a;
  END IF;
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
BEGIN
  -- What Bluetick keeps in the row is not for others to write.
  NEW.settled := OLD.settled;
  NEW.counted := OLD.counted;
  NEW.tally := OLD.tally;
  NEW.asserted := OLD.asserted;
  NEW.from_webhook := OLD.from_webhook;
  NEW.revision := OLD.revision;
  IF cardinality(changed) = 0 AND NOT other_message AND NOT other_campaign AND NOT other_phone
     AND NEW.failure_code IS NOT DISTINCT FROM OLD.failure_code THEN
    RETURN NEW;
  END IF;
  NEW.settled := false;
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

CREATE OR REPLACE FUNCTION bluetick.notice_no_recipients() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  DELETE FROM bluetick.left_recipients;
  DELETE FROM bluetick.campaign_tallies;
  INSERT INTO bluetick.truncated_recipients (last_key)
  SELECT max(m.id) FROM public.broadcasts_messages m HAVING max(m.id) IS NOT NULL
  ON CONFLICT (id) DO UPDATE SET done_key = 0, last_key = excluded.last_key;
  UPDATE public.marketing_campaigns
  SET counted_pending = 0, counted_sent = 0, counted_delivered = 0, counted_read = 0, counted_failed = 0, counted_replied = 0,
      messages_pending = 0, messages_sent = 0, messages_delivered = 0, messages_read = 0, messages_failed = 0,
      messages_replied = 0, recipients_counted = 0
  WHERE recipients_counted <> 0;
  RETURN NULL;
END
$$;

DROP TRIGGER bluetick_notice_counters ON public.marketing_campaigns;
CREATE TRIGGER bluetick_notice_counters
  AFTER UPDATE OF messages_pending, messages_sent, messages_delivered, messages_read, messages_failed, messages_replied
  ON public.marketing_campaigns
  FOR EACH ROW WHEN (current_setting('bluetick.writer', true) IS DISTINCT FROM 'yes' AND NEW.recipients_counted > 0)
  EXECUTE FUNCTION bluetick.notice_counters();
